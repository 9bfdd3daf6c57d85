// Nothing is told to a phone before it is durable, and a disk in trouble holds up nobody.
#include "store/gate.hpp"

#include <gtest/gtest.h>

namespace layby::store {
namespace {

using namespace std::chrono_literals;

struct GateTest : testing::Test {
    Gate gate{250ms};
    Instant now{1h};
    std::string done;
    void ask(std::uint64_t ordered, char name) {
        gate.after(ordered, now, [this, name] { done += name; });
    }
};

TEST_F(GateTest, AJobRunsAtOnceWhenNothingWasOrderedBeforeIt) {
    ask(0, 'a');
    EXPECT_EQ(done, "a");
    EXPECT_EQ(gate.next_deadline(), std::nullopt);
}

TEST_F(GateTest, JobsRunInTheirOrderAsSoonAsTheDiskHasGotSoFar) {
    ask(1, 'a');
    ask(1, 'b');
    ask(2, 'c');
    EXPECT_EQ(done, "");
    gate.progress({1, false});
    EXPECT_EQ(done, "ab");
    gate.progress({2, false});
    EXPECT_EQ(done, "abc");
    ask(2, 'd');
    EXPECT_EQ(done, "abcd");
}

TEST_F(GateTest, TellsHowLongTheOldestWaitsWhenManyDo) {
    for (int i = 0; i < 99; ++i) ask(1, 'a');
    now += 30ms;
    EXPECT_EQ(gate.crowded_for(now), Duration{}) << "a slow disk is no crowd";
    ask(2, 'b');
    EXPECT_EQ(gate.crowded_for(now), Duration{30ms});
    gate.progress({2, false});
    EXPECT_EQ(gate.crowded_for(now), Duration{});
}

TEST_F(GateTest, AJobNeverOvertakesOneThatWaits) {
    ask(5, 'a');
    ask(0, 'b');
    EXPECT_EQ(done, "");
    gate.progress({5, false});
    EXPECT_EQ(done, "ab");
}

TEST_F(GateTest, ADiskThatRefusesHoldsUpNobody) {
    ask(1, 'a');
    gate.progress({0, true});
    EXPECT_EQ(done, "a");
    ask(9, 'b');
    EXPECT_EQ(done, "ab");
    EXPECT_TRUE(gate.troubled());
    gate.progress({9, false});
    EXPECT_FALSE(gate.troubled());
    ask(10, 'c');
    EXPECT_EQ(done, "ab");
}

TEST_F(GateTest, ADiskThatDoesNotAnswerHoldsUpNobodyForLong) {
    ask(1, 'a');
    EXPECT_EQ(gate.next_deadline(), now + 250ms);
    gate.expire(now + 249ms);
    EXPECT_EQ(done, "");
    gate.expire(now + 250ms);
    EXPECT_EQ(done, "a");
    EXPECT_TRUE(gate.troubled());
    ask(2, 'b');
    EXPECT_EQ(done, "ab");
    gate.progress({2, false});  // it answers again
    EXPECT_FALSE(gate.troubled());
    ask(3, 'c');
    EXPECT_EQ(done, "ab");
}

TEST_F(GateTest, AJobThatAsksForAnotherHasItAtOnceIfNobodyElseWaits) {
    gate.after(1, now, [this] {
        done += 'a';
        ask(1, 'b');
        done += 'c';
    });
    gate.progress({1, false});
    EXPECT_EQ(done, "abc");
}

}  // namespace
}  // namespace layby::store
