#include "media/rtp/rtp_packet.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace layby::media {
namespace {

std::vector<std::uint8_t> packet_of(const RtpHeader& header, std::size_t payload) {
    std::vector<std::uint8_t> packet(rtp_header_bytes + payload, 7);
    write_rtp_header(header, std::span{packet}.first<rtp_header_bytes>());
    return packet;
}

TEST(RtpPacket, ReadsWhatWasWritten) {
    const RtpHeader header{true, 101, 65535, 0xfffffff0, 0xdeadbeef};
    const auto bytes = packet_of(header, 160);
    const auto packet = read_rtp(bytes);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->header, header);
    EXPECT_EQ(packet->payload.size(), 160U);
}

TEST(RtpPacket, SkipsContributorsExtensionAndPadding) {
    auto bytes = packet_of({}, 8 + 4 + 4 + 20 + 3);
    bytes[0] = 0x80 | 0x20 | 0x10 | 2;
    bytes[12 + 8 + 2] = 0;
    bytes[12 + 8 + 3] = 1;  // one word of extension
    bytes[12 + 16] = 99;
    bytes.back() = 3;
    const auto packet = read_rtp(bytes);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->payload.size(), 20U);
    EXPECT_EQ(packet->payload[0], 99);
}

TEST(RtpPacket, RefusesWhatIsNoWholePacket) {
    auto bytes = packet_of({}, 4);
    EXPECT_FALSE(read_rtp({}));
    EXPECT_FALSE(read_rtp(Bytes{bytes}.first(11)));
    bytes[0] = 0x40;
    EXPECT_FALSE(read_rtp(bytes)) << "another version";
    bytes[0] = 0x82;
    EXPECT_FALSE(read_rtp(bytes)) << "more contributors than bytes";
    bytes[0] = 0x90;
    bytes[14] = 0xff;
    EXPECT_FALSE(read_rtp(bytes)) << "an extension longer than the packet";
    EXPECT_FALSE(read_rtp(Bytes{bytes}.first(13))) << "half an extension header";
    bytes[0] = 0xa0;
    bytes.back() = 0;
    EXPECT_FALSE(read_rtp(bytes)) << "no padding where there should be some";
    bytes.back() = 5;
    EXPECT_FALSE(read_rtp(bytes)) << "more padding than payload";
}

TEST(RtpPacket, TellsRtcpOnTheSamePort) {
    auto bytes = packet_of({}, 4);
    EXPECT_FALSE(looks_like_rtcp(bytes));
    bytes[1] = 200;
    EXPECT_TRUE(looks_like_rtcp(bytes));
    EXPECT_FALSE(looks_like_rtcp({}));
}

TEST(RtpPacket, SurvivesAnyBytes) {
    std::mt19937 random{1};
    for (int i = 0; i < 20000; ++i) {
        std::vector<std::uint8_t> bytes(random() % 64);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
        if (!bytes.empty()) bytes[0] = static_cast<std::uint8_t>(0x80 | (bytes[0] & 0x3f));
        const auto packet = read_rtp(bytes);
        if (!packet) continue;
        EXPECT_LE(packet->payload.size() + rtp_header_bytes, bytes.size());
    }
}

TEST(SequenceNumbers, AreComparedOverTheWrap) {
    EXPECT_EQ(ahead(std::uint16_t{2}, std::uint16_t{65534}), 4);
    EXPECT_EQ(ahead(std::uint16_t{65534}, std::uint16_t{2}), -4);
    EXPECT_EQ(ahead(std::uint32_t{1}, std::uint32_t{0xffffffff}), 2);
}

}  // namespace
}  // namespace layby::media
