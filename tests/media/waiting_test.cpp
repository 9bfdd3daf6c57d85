#include "media/wire/waiting.hpp"

#include <gtest/gtest.h>

namespace layby::media {
namespace {

using namespace std::chrono_literals;

constexpr Instant now{100s};

TEST(Waiting, EachPacketWakesWhenFewCome) {
    const auto plan = plan_waiting(3, now, now + 700us);
    EXPECT_FALSE(plan.nap_until);
    EXPECT_EQ(plan.wait_until, now + 700us);
}

TEST(Waiting, ManyPacketsAreTakenOnceAMillisecond) {
    const auto plan = plan_waiting(100, now, now + 400us);
    EXPECT_EQ(plan.nap_until, now + 400us);
    EXPECT_EQ(plan.wait_until, now);
}

TEST(Waiting, ManyPacketsAreNotLeftLyingUntilADistantDeadline) {
    EXPECT_EQ(plan_waiting(100, now, now + 19ms).nap_until, now + 1ms);
}

TEST(Waiting, AFullLookIsFollowedByTheNextAtOnce) {
    const auto plan = plan_waiting(most_in_a_look, now, now + 19ms);
    EXPECT_FALSE(plan.nap_until);
    EXPECT_EQ(plan.wait_until, now);
}

TEST(Waiting, WithoutLegsForEver) {
    const auto plan = plan_waiting(1, now, {});
    EXPECT_FALSE(plan.nap_until);
    EXPECT_FALSE(plan.wait_until);
}

}  // namespace
}  // namespace layby::media
