// The wall clock is told once, and again when somebody turns it.
#include "layby/wall_clock.hpp"

#include <gtest/gtest.h>

namespace layby::app {
namespace {

constexpr Instant start{1h};
constexpr WallClock::Wall noon{1'795'953'600s};

TEST(TheWallClock, IsToldAtTheStartAndThenFollows) {
    WallClock clock;
    EXPECT_EQ(clock.news(start, noon), noon);
    EXPECT_EQ(clock.news(start + 5h, noon + 5h), std::nullopt);
    EXPECT_EQ(clock.news(start + 6h, noon + 6h + 400ms), std::nullopt);
    EXPECT_EQ(clock.next_look(), start + 6h + WallClock::between_looks);
}

TEST(TheWallClock, IsToldAgainWhenItIsTurnedOrTheMachineHasSlept) {
    WallClock clock;
    clock.news(start, noon);
    EXPECT_EQ(clock.news(start + 1s, noon + 8h), noon + 8h);
    EXPECT_EQ(clock.news(start + 2s, noon + 8h + 1s), std::nullopt);
    EXPECT_EQ(clock.news(start + 3s, noon), noon);
}

TEST(TheWallClock, IsToldAgainWhenSmallStepsHaveAddedUp) {
    WallClock clock;
    clock.news(start, noon);
    EXPECT_EQ(clock.news(start + 1min, noon + 1min + 300ms), std::nullopt);
    EXPECT_EQ(clock.news(start + 2min, noon + 2min + 600ms), noon + 2min + 600ms);
}

}  // namespace
}  // namespace layby::app
