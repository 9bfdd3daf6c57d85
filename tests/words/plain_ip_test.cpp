// How an address is written, whichever socket it came over.
#include "words/plain_ip.hpp"

#include <gtest/gtest.h>

#include "words/networks.hpp"

namespace layby {
namespace {

TEST(PlainIp, IsTheSameForOneHostAtEverySocket) {
    EXPECT_EQ(plain_ip("::ffff:192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(plain_ip("::ffff:c000:207"), "192.0.2.7");
    EXPECT_EQ(source_of(plain_ip("::ffff:192.0.2.7")), source_of("192.0.2.7"));
}

TEST(PlainIp, LeavesEverythingElse) {
    for (const std::string text : {"192.0.2.7", "2001:db8::7", "::1", "fe80::1%eth0", "unknown", ""})
        EXPECT_EQ(plain_ip(text), text);
}

}  // namespace
}  // namespace layby
