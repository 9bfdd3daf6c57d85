#include "media/rtp/rtcp.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace layby::media {
namespace {

std::vector<std::uint8_t> written(const RtcpToSend& rtcp) {
    std::array<std::uint8_t, max_rtcp_bytes> bytes{};
    const auto length = write_rtcp(rtcp, bytes);
    return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)};
}

RtcpToSend full() {
    return {77, SenderInfo{0x1122334455667788, 5, 6, 7}, ReportBlock{99, 128, -3, 0x10005, 12, 34, 56},
            "0123456789abcdef", true};
}

TEST(Rtcp, ReadsItsOwnSenderReportWithDescriptionAndGoodbye) {
    const auto bytes = written(full());
    EXPECT_EQ(bytes.size() % 4, 0U);
    const auto heard = read_rtcp(bytes, 99);
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->ssrc, 77U);
    EXPECT_EQ(heard->report_middle, 0x33445566U);
    EXPECT_TRUE(heard->bye);
    ASSERT_TRUE(heard->about_us);
    EXPECT_EQ(heard->about_us->fraction_lost, 128);
    EXPECT_EQ(heard->about_us->lost, -3);
    EXPECT_EQ(heard->about_us->highest_sequence, 0x10005U);
    EXPECT_EQ(heard->about_us->jitter, 12U);
}

TEST(Rtcp, AReceiverReportHasNoSenderInfo) {
    const auto heard = read_rtcp(written({77, {}, {}, "x", false}), 1);
    ASSERT_TRUE(heard);
    EXPECT_FALSE(heard->report_middle);
    EXPECT_FALSE(heard->about_us);
    EXPECT_FALSE(heard->bye);
}

TEST(Rtcp, IgnoresBlocksAboutOthers) { EXPECT_FALSE(read_rtcp(written(full()), 98)->about_us); }

TEST(Rtcp, RefusesEveryTruncation) {
    const auto bytes = written(full());
    std::size_t whole = 0;
    for (std::size_t n = 0; n < bytes.size(); ++n) whole += read_rtcp(Bytes{bytes}.first(n), 99) ? 1 : 0;
    EXPECT_EQ(whole, 2U) << "only where a packet of the compound ends";
}

TEST(Rtcp, RefusesACompoundThatDoesNotBeginWithAReport) {
    auto bytes = written(full());
    bytes[1] = 202;
    EXPECT_FALSE(read_rtcp(bytes, 99));
}

TEST(Rtcp, RefusesAReportThatClaimsMoreBlocksThanItHas) {
    auto bytes = written(full());
    bytes[0] |= 0x1f;
    EXPECT_FALSE(read_rtcp(bytes, 99));
}

TEST(Rtcp, SurvivesAnyBytes) {
    std::mt19937 random{3};
    const auto good = written(full());
    for (int i = 0; i < 50000; ++i) {
        auto bytes = good;
        for (int flips = 0; flips < 3; ++flips)
            bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
        bytes.resize(random() % (bytes.size() + 1));
        static_cast<void>(read_rtcp(bytes, 99));
    }
}

TEST(Rtcp, LongNamesAreCutAndStillFit) {
    auto rtcp = full();
    const std::string name(300, 'x');
    rtcp.cname = name;
    EXPECT_TRUE(read_rtcp(written(rtcp), 99));
}

}  // namespace
}  // namespace layby::media
