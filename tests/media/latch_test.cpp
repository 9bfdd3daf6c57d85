#include "media/latch.hpp"

#include <gtest/gtest.h>

namespace layby::media {
namespace {

using namespace std::chrono_literals;
using calls::Instant;

struct Latched : testing::Test {
    Address signalled = *Address::from("10.0.0.5", 4000);
    Address outside = *Address::from("192.0.2.9", 31000);
    Address stranger = *Address::from("198.51.100.66", 5000);
    Instant start{100s};
    Latch latch;

    Latched() { latch.negotiated(signalled, start); }
};

TEST_F(Latched, SendsToTheSignalledAddressUntilThePeerIsHeard) { EXPECT_EQ(latch.remote(), signalled); }

TEST_F(Latched, FollowsAPeerBehindNat) {
    EXPECT_TRUE(latch.accepts(outside, true, start + 100ms));
    EXPECT_EQ(latch.remote(), outside);
    EXPECT_TRUE(latch.moved());
}

TEST_F(Latched, DoesNotFollowAnImplausiblePacket) {
    EXPECT_FALSE(latch.accepts(outside, false, start + 100ms));
    EXPECT_EQ(latch.remote(), signalled);
}

TEST_F(Latched, LocksAfterTheFirstChoice) {
    latch.accepts(outside, true, start + 100ms);
    EXPECT_FALSE(latch.accepts(stranger, true, start + 1s));
    EXPECT_EQ(latch.remote(), outside);
}

TEST_F(Latched, RefusesAStrangerOnceThePeerHasBeenHeardForAWhile) {
    latch.accepts(signalled, true, start + 100ms);
    EXPECT_FALSE(latch.accepts(stranger, true, start + Latch::window));
    EXPECT_FALSE(latch.accepts(stranger, true, start + 1h));
}

TEST_F(Latched, RefusesAStrangerWhileThePeerSpeaks) {
    latch.accepts(signalled, true, start + 100ms);
    EXPECT_FALSE(latch.accepts(stranger, true, start + 120ms));
}

TEST_F(Latched, TheSignalledAddressAlwaysWins) {
    latch.accepts(stranger, true, start + 100ms);
    EXPECT_TRUE(latch.accepts(signalled, true, start + 20s));
    EXPECT_EQ(latch.remote(), signalled);
    EXPECT_FALSE(latch.accepts(stranger, true, start + 21s));
}

TEST_F(Latched, WaitsLongerForAPeerThatHasNotSpokenAtAll) {
    EXPECT_TRUE(latch.accepts(outside, true, start + 30s));
}

TEST_F(Latched, ButNotForEver) { EXPECT_FALSE(latch.accepts(outside, true, start + Latch::first_window)); }

TEST_F(Latched, ANewNegotiationOpensAgain) {
    latch.accepts(signalled, true, start + 100ms);
    latch.negotiated(signalled, start + 60s);
    EXPECT_TRUE(latch.accepts(outside, true, start + 61s));
}

TEST_F(Latched, ARefreshKeepsThePlaceWhereThePeerWasFound) {
    latch.accepts(outside, true, start + 100ms);
    latch.negotiated(signalled, start + 60s);
    EXPECT_EQ(latch.remote(), outside);
}

TEST_F(Latched, ANewSignalledAddressReplacesIt) {
    latch.accepts(outside, true, start + 100ms);
    const auto moved = *Address::from("10.0.0.6", 4444);
    latch.negotiated(moved, start + 60s);
    EXPECT_EQ(latch.remote(), moved);
}

TEST(Addresses, OfBothFamiliesAreReadAndCompared) {
    EXPECT_FALSE(Address::from("phone.example.net", 1));
    EXPECT_FALSE(Address::from("", 1));
    EXPECT_EQ(*Address::from("2001:db8::1", 7), *Address::from("2001:0db8:0:0::1", 7));
    EXPECT_FALSE(*Address::from("2001:db8::1", 7) == *Address::from("2001:db8::2", 7));
    EXPECT_FALSE(*Address::from("192.0.2.1", 7) == *Address::from("::1", 7));
    EXPECT_EQ(Address::from("192.0.2.1", 7)->with_port(9).port(), 9);
}

TEST(Addresses, OfNobodyOrOfManyAreNotSentTo) {
    for (const char* ip : {"0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1"})
        EXPECT_FALSE(Address::from(ip, 9)->is_one_host()) << ip;
    for (const char* ip : {"127.0.0.1", "192.0.2.1", "223.255.255.255", "::1", "fe80::1"})
        EXPECT_TRUE(Address::from(ip, 9)->is_one_host()) << ip;
    EXPECT_FALSE(Address::from("192.0.2.1", 0)->is_one_host());
}

}  // namespace
}  // namespace layby::media
