// Overload protection: a burst passes, the rest waits, and it recovers.
#include "sip/door/overload.hpp"

#include <gtest/gtest.h>

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

constexpr Instant start_of_overload{1h};

int taken(Overload& overload, int tried, Instant now) {
    int taken = 0;
    for (int i = 0; i < tried; ++i) taken += !overload.refuse(0, now);
    return taken;
}

TEST(Overloaded, WithoutALimitEveryCallPasses) {
    Overload overload(0, 1000);
    EXPECT_EQ(taken(overload, 100000, start_of_overload), 100000);
    EXPECT_EQ(overload.refused(), 0u);
}

TEST(Overloaded, ASecondsWorthPassesAtOnceAndThenTheRate) {
    Overload overload(100, 1000);
    EXPECT_EQ(taken(overload, 500, start_of_overload), 100);
    EXPECT_EQ(taken(overload, 500, start_of_overload), 0);
    EXPECT_EQ(taken(overload, 500, start_of_overload + 100ms), 10);
    EXPECT_EQ(taken(overload, 500, start_of_overload + 10s), 100)
        << "what wasn't used isn't saved up for ever";
    EXPECT_EQ(overload.refused(), 400u + 500u + 490u + 400u);
}

TEST(Overloaded, ASlowRateStillAllowsASmallBurst) {
    Overload overload(1, 1000);
    EXPECT_EQ(taken(overload, 100, start_of_overload), 10);
    EXPECT_EQ(taken(overload, 100, start_of_overload + 2s), 2);
}

TEST(Overloaded, ARefusalSaysHowLongToWait) {
    Overload overload(10, 5);
    EXPECT_EQ(overload.refuse(4, start_of_overload), std::nullopt);
    EXPECT_GT(overload.refuse(5, start_of_overload).value(), 0);
    EXPECT_EQ(taken(overload, 100, start_of_overload), 9);
    EXPECT_GT(overload.refuse(0, start_of_overload).value(), 0);
}

TEST(Overloaded, AClockThatStandsStillOrGoesBackGivesNothingAway) {
    Overload overload(100, 1000);
    EXPECT_EQ(taken(overload, 500, start_of_overload), 100);
    EXPECT_EQ(taken(overload, 500, start_of_overload - 1h), 0);
}

TEST(Overloaded, NewLimitsCountAtOnce) {
    Overload overload(10, 5);
    overload.change(0, 7);
    EXPECT_EQ(overload.refuse(6, start_of_overload), std::nullopt);
    EXPECT_NE(overload.refuse(7, start_of_overload), std::nullopt);
}

}  // namespace
}  // namespace layby::sip
