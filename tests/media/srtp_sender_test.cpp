// What is sent encrypted: never two packets in one place.
#include <set>

#include "media/encrypted.hpp"

namespace layby::media {
namespace {

TEST(SrtpSender, EncryptsWhatIsBehindTheHeader) {
    for (const auto cipher : all_ciphers) {
        SrtpSender sender{key_of(cipher)};
        const Packet plain = rtp_packet(1), packet = sealed(sender, plain);
        EXPECT_GT(packet.size(), plain.size());
        EXPECT_LE(packet.size(), plain.size() + max_srtp_trailer);
        EXPECT_TRUE(std::equal(plain.begin(), plain.begin() + 12, packet.begin()));
        EXPECT_FALSE(std::equal(plain.begin() + 12, plain.begin() + 20, packet.begin() + 12));
        const Packet report = rtcp_packet(), encrypted = sealed_rtcp(sender, report);
        EXPECT_LE(encrypted.size(), report.size() + max_srtp_trailer);
        EXPECT_TRUE(std::equal(report.begin(), report.begin() + 8, encrypted.begin()));
        EXPECT_FALSE(std::equal(report.begin() + 8, report.begin() + 16, encrypted.begin() + 8));
    }
}

TEST(SrtpSender, HasAsManyBytesBehindAPacketAsTheCipherSays) {
    const std::size_t rtp[] = {10, 4, 10, 4, 16, 16}, rtcp[] = {14, 14, 14, 14, 20, 20};
    for (std::size_t i = 0; i < srtp_cipher_count; ++i) {
        SrtpSender sender{key_of(all_ciphers[i])};
        EXPECT_EQ(sealed(sender, rtp_packet(1)).size(), rtp_packet(1).size() + rtp[i]);
        EXPECT_EQ(sealed_rtcp(sender, rtcp_packet()).size(), rtcp_packet().size() + rtcp[i]);
    }
}

TEST(SrtpSender, CountsTheRoundsOfTheSequence) {
    for (const auto cipher : all_ciphers) {
        SrtpSender sender{key_of(cipher)};
        FreePeer peer{key_of(cipher)};
        for (std::uint64_t index = 0x7fff; index < 0x4'0000; index += 1 + 0x3ff * (index % 2))
            ASSERT_EQ(sealed(sender, rtp_packet(static_cast<std::uint16_t>(index))), peer.at(index)) << index;
    }
}

TEST(SrtpSender, SendsALatePacketInTheRoundThatItBelongsTo) {
    SrtpSender sender{key_of(SrtpCipher::gcm_128)};
    FreePeer peer{key_of(SrtpCipher::gcm_128)};
    for (const std::uint64_t index : {0xfff0, 0xfffc, 0x1'0000, 0x1'0002, 0xffff, 0xfffe, 0x1'0001, 0x1'0003})
        EXPECT_EQ(sealed(sender, rtp_packet(static_cast<std::uint16_t>(index))), peer.at(index)) << index;
}

TEST(SrtpSender, SendsNothingTwiceAndNothingOld) {
    SrtpSender sender{key_of(SrtpCipher::gcm_128)};
    Packet other = rtp_packet(1000);
    other.back() ^= 1;
    EXPECT_FALSE(sealed(sender, rtp_packet(1000)).empty());
    EXPECT_TRUE(sealed(sender, rtp_packet(1000)).empty());
    EXPECT_TRUE(sealed(sender, other).empty());
    EXPECT_FALSE(sealed(sender, rtp_packet(1200)).empty());
    EXPECT_FALSE(sealed(sender, rtp_packet(1073)).empty()) << "127 behind";
    EXPECT_TRUE(sealed(sender, rtp_packet(1073)).empty());
    EXPECT_TRUE(sealed(sender, rtp_packet(1072)).empty()) << "128 behind";
}

TEST(SrtpSender, SendsNothingFromBeforeTheFirstRound) {
    SrtpSender sender{key_of(SrtpCipher::gcm_128)};
    EXPECT_FALSE(sealed(sender, rtp_packet(2)).empty());
    EXPECT_TRUE(sealed(sender, rtp_packet(0xffff)).empty());
    EXPECT_FALSE(sealed(sender, rtp_packet(1)).empty());
}

TEST(SrtpSender, GoesOnWithAStreamThatComesBack) {
    SrtpSender sender{key_of(SrtpCipher::cm_128_80)};
    FreePeer peer;
    for (const std::uint64_t index : {0x7000, 0xe000, 0x1'2000})
        EXPECT_EQ(sealed(sender, rtp_packet(static_cast<std::uint16_t>(index), 1)), peer.at(index, 1));
    EXPECT_EQ(sealed(sender, rtp_packet(0x2000, 2)), peer.at(0x2000, 2))
        << "another stream is in its first round";
    EXPECT_TRUE(sealed(sender, rtp_packet(0x2000, 1)).empty());
    EXPECT_EQ(sealed(sender, rtp_packet(0x2001, 1)), peer.at(0x1'2001, 1));
}

/// A relay of the worst kind: late, twice, from other streams, far ahead. The first bytes of what is sent
/// under one SSRC and of equal payloads tell the keystream: none comes twice.
TEST(SrtpSender, NeverUsesAPlaceTwice) {
    SrtpSender sender{key_of(SrtpCipher::gcm_256)};
    std::set<std::pair<std::uint32_t, Packet>> used;
    std::uint32_t random = 1, sent = 0;
    std::uint16_t sequence = 0x7000;
    for (int i = 0; i < 60'000; ++i) {
        random = random * 1664525 + 1013904223;
        const std::uint32_t ssrc = 1 + (random >> 30) % 3;
        const int step = static_cast<int>(random >> 20 & 0xff);
        sequence = static_cast<std::uint16_t>(sequence + (step < 250 ? step - 100 : 0x6fff));
        Packet packet = rtp_packet(sequence, ssrc, 32);
        std::fill(packet.begin() + 12, packet.end(), std::uint8_t{});
        const Packet out = sealed(sender, packet);
        if (out.empty()) continue;
        ++sent;
        EXPECT_TRUE(used.emplace(ssrc, Packet(out.begin() + 12, out.begin() + 44)).second);
    }
    EXPECT_GT(sent, 10'000U);
}

TEST(SrtpSender, NumbersItsReportsWhosesoeverTheyAre) {
    SrtpSender sender{key_of(SrtpCipher::cm_128_80)};
    for (std::uint32_t i = 0; i < 5; ++i) {
        const Packet plain = rtcp_packet(1 + i % 2);
        EXPECT_EQ(read32(sealed_rtcp(sender, plain), plain.size()), rtcp_encrypted | i);
    }
}

TEST(SrtpSender, BeginsOnlySoManyStreams) {
    SrtpSender sender{key_of(SrtpCipher::cm_128_80)};
    for (std::uint32_t ssrc = 0; ssrc < SrtpSender::most_streams; ++ssrc)
        EXPECT_FALSE(sealed(sender, rtp_packet(1, ssrc)).empty());
    EXPECT_TRUE(sealed(sender, rtp_packet(1, 1000)).empty());
    EXPECT_FALSE(sealed(sender, rtp_packet(2, 0)).empty());
}

}  // namespace
}  // namespace layby::media
