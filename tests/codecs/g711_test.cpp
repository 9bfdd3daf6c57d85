#include "codecs/g711.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace layby::codecs {
namespace {

TEST(G711, AgreesWithTheStandardAtItsCorners) {
    EXPECT_EQ(to_mulaw(0), 0xff);
    EXPECT_EQ(to_mulaw(32767), 0x80);
    EXPECT_EQ(to_mulaw(-32768), 0x00);
    EXPECT_EQ(to_alaw(0), 0xd5);
    EXPECT_EQ(to_alaw(32767), 0xaa);
    EXPECT_EQ(to_alaw(-32768), 0x2a);
    EXPECT_EQ(from_mulaw(0xff), 0);
    EXPECT_EQ(from_mulaw(0x80), 32124);
    EXPECT_EQ(from_alaw(0xd5), 8);
    EXPECT_EQ(from_alaw(0xaa), 32256);
}

TEST(G711, EveryByteSurvivesDecodingAndEncoding) {
    for (int i = 0; i < 256; ++i) {
        const auto byte = static_cast<std::uint8_t>(i);
        EXPECT_EQ(to_alaw(from_alaw(byte)), byte);
        const auto again = byte == 0x7f ? 0xff : byte;  // 0x7f is a second zero
        EXPECT_EQ(to_mulaw(from_mulaw(byte)), again);
    }
}

TEST(G711, ErrsByAtMostHalfAStep) {
    for (int sample = -32768; sample <= 32767; ++sample) {
        const auto pcm = static_cast<std::int16_t>(sample);
        const int allowed = std::max(16, std::abs(sample) / 28 + 1);
        EXPECT_LE(std::abs(from_alaw(to_alaw(pcm)) - sample), allowed);
        EXPECT_LE(std::abs(from_mulaw(to_mulaw(pcm)) - sample), allowed);
    }
}

}  // namespace
}  // namespace layby::codecs
