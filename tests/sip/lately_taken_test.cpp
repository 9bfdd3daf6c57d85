// What must not be refused at a glance, since it is being answered.
#include <gtest/gtest.h>

#include "sip/door/lately_taken.hpp"

namespace layby::sip {
namespace {

using namespace std::chrono_literals;

TEST(LatelyTaken, IsKnownAsLongAsItMayBeSentAgain) {
    LatelyTaken taken;
    const Instant begin{100s};
    taken.add("one", begin);
    for (auto at = begin; at <= begin + 32s; at += 1s) taken.add("others", at);
    EXPECT_TRUE(taken.has("one"));
    EXPECT_FALSE(taken.has("another"));
}

TEST(LatelyTaken, IsForgottenWhenNobodySendsItAnyMore) {
    LatelyTaken taken;
    taken.add("one", Instant{100s});
    taken.add("two", Instant{140s});
    EXPECT_TRUE(taken.has("one"));
    taken.add("three", Instant{180s});
    EXPECT_FALSE(taken.has("one"));
    EXPECT_TRUE(taken.has("two"));
    taken.add("four", Instant{1000s});
    EXPECT_FALSE(taken.has("three"));
    EXPECT_TRUE(taken.has("four"));
}

}  // namespace
}  // namespace layby::sip
