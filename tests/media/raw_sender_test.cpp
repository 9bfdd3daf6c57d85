#include "media/wire/raw_sender.hpp"

#include <gtest/gtest.h>

namespace layby::media {
namespace {

std::uint16_t checksum_of(std::vector<std::uint8_t> bytes) { return ntohs(checksum(sum_of(bytes))); }

TEST(Checksum, IsThatOfTheExampleInRfc1071) {
    EXPECT_EQ(checksum_of({0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7}), 0xffff - 0xddf2);
}

TEST(Checksum, TakesAnOddByteForTheUpperHalfOfAWord) {
    EXPECT_EQ(checksum_of({0x12}), 0xffff - 0x1200);
    EXPECT_EQ(checksum_of({0x12, 0x34, 0x56}), 0xffff - 0x1234 - 0x5600);
    EXPECT_EQ(checksum_of({0, 0, 0, 0, 0x12, 0x34, 0x56}), 0xffff - 0x1234 - 0x5600);
}

TEST(Checksum, CarriesAround) { EXPECT_EQ(checksum_of({0xff, 0xff, 0x00, 0x01}), 0xffff - 0x0001); }

TEST(Checksum, IsNeverNone) { EXPECT_EQ(checksum_of({0xff, 0xff}), 0xffff); }

}  // namespace
}  // namespace layby::media
