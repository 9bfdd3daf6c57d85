// Who answers wrongly too often isn't heard for a while.
#include "sip/door/bans.hpp"

#include <gtest/gtest.h>

namespace layby::tests {
namespace {

using namespace sip;
using namespace std::chrono_literals;

constexpr Instant start_of_bans{24h};

class Banning : public ::testing::Test {
  protected:
    std::optional<Duration> fail(int times, Instant now, const std::string& source = "203.0.113.7",
                                 bool known = false) {
        std::optional<Duration> last;
        for (int i = 0; i < times; ++i) last = bans.failed(source, known, now);
        return last;
    }
    bool silent(Instant now, const std::string& source = "203.0.113.7") { return bans.silences(source, now); }
    Bans bans;
};

TEST_F(Banning, AMistypedPasswordCostsNothing) {
    fail(3, start_of_bans);
    EXPECT_FALSE(silent(start_of_bans));
}

TEST_F(Banning, EachFailureAfterTheThirdTakesLonger) {
    fail(4, start_of_bans);
    EXPECT_TRUE(silent(start_of_bans + 999ms));
    EXPECT_FALSE(silent(start_of_bans + 1s));
    fail(5, start_of_bans + 1s);
    EXPECT_TRUE(silent(start_of_bans + 6s));
    EXPECT_FALSE(silent(start_of_bans + 7s));
    EXPECT_TRUE(bans.list(start_of_bans + 2s).empty()) << "a pause is no ban";
}

TEST_F(Banning, TheTenthShutsTheSourceOutForAMinuteAndThenForTwiceAsLong) {
    EXPECT_EQ(fail(10, start_of_bans), 60s);
    EXPECT_TRUE(silent(start_of_bans + 59s));
    EXPECT_FALSE(silent(start_of_bans + 60s));
    EXPECT_EQ(fail(10, start_of_bans + 60s), 120s);
    EXPECT_EQ(fail(10, start_of_bans + 1h), 240s);
    auto now = start_of_bans + 2h;
    for (int i = 0; i < 10; ++i, now += 2h) fail(10, now);
    EXPECT_EQ(fail(10, now), 1h) << "no longer than that";
    EXPECT_EQ(fail(10, now + 48h), 60s) << "a good day makes it good again";
    EXPECT_EQ(bans.total(), 15u);
}

TEST_F(Banning, OthersAreHeard) {
    fail(10, start_of_bans);
    EXPECT_FALSE(silent(start_of_bans, "203.0.113.8"));
}

TEST_F(Banning, APhoneThatRetriesWithAnOldPasswordIsNeverShutOut) {
    for (int i = 0; i < 1000; ++i) {
        EXPECT_EQ(fail(1, start_of_bans + i * 30s), std::nullopt);
        EXPECT_FALSE(silent(start_of_bans + i * 30s));
    }
}

TEST_F(Banning, WherePhonesAreRegisteredAMinuteIsAll) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(fail(10, start_of_bans + i * 5min, "192.0.2.1", true), 60s);
}

TEST_F(Banning, IsListedAndLifted) {
    fail(10, start_of_bans);
    fail(10, start_of_bans, "198.51.100.9");
    const auto list = bans.list(start_of_bans + 20s);
    ASSERT_EQ(list.size(), 2u);
    EXPECT_EQ(list[1].source, "203.0.113.7");
    EXPECT_EQ(list[1].left, 40s);
    EXPECT_TRUE(bans.lift("203.0.113.7"));
    EXPECT_FALSE(bans.lift("203.0.113.7"));
    EXPECT_FALSE(silent(start_of_bans + 20s));
    EXPECT_TRUE(bans.list(start_of_bans + 60s).empty());
}

TEST_F(Banning, CanBeSwitchedOff) {
    bans.change(0);
    EXPECT_EQ(fail(1000, start_of_bans), std::nullopt);
    EXPECT_FALSE(silent(start_of_bans));
}

TEST_F(Banning, ManySourcesCostNoMoreMemoryAndFreeNobodyWhoIsBanned) {
    fail(10, start_of_bans, "198.51.100.9");
    for (int i = 0; i < 30000; ++i) fail(1, start_of_bans, "source " + std::to_string(i));
    EXPECT_LE(bans.remembered(), 10000u);
    EXPECT_TRUE(silent(start_of_bans + 1s, "198.51.100.9"));
}

TEST_F(Banning, OneCustomerOfIPv6IsOneSource) {
    EXPECT_EQ(source_of("2001:db8:1:2:3:4:5:6"), source_of("2001:db8:1:2::99"));
    EXPECT_NE(source_of("2001:db8:1:2::1"), source_of("2001:db8:1:3::1"));
    EXPECT_EQ(source_of("2001:db8:1:2::1"), "2001:db8:1:2::/64");
    EXPECT_EQ(source_of("203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(source_of("::ffff:203.0.113.7"), "::ffff:203.0.113.7");
}

}  // namespace
}  // namespace layby::tests
