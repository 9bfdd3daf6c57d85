// The nudge while the call stays parked.
#include "a_lot.hpp"

namespace layby::parking::test {
namespace {

TEST(Remind, TheParkerIsNudgedOnceBeforeTheRecall) {
    ALot lot;
    lot.park(1);
    EXPECT_EQ(lot.after(60s - 1us), Effects{});
    EXPECT_EQ(lot.after(1us), orders(Remind{{1}, "201", {701}, ann}));
    EXPECT_EQ(lot.after(60s - 1us), Effects{});
    EXPECT_EQ(only<Ring>(lot.after(1us)).size(), 1u);
}

TEST(Remind, EachRecallPeriodHasItsOwnReminder) {
    ALot lot;
    lot.park(1);
    lot.after(120s);
    lot.tell(RingFailed{{1}, 1});
    EXPECT_EQ(lot.after(60s), orders(Remind{{1}, "201", {701}, ann}));
}

TEST(Remind, ATrunkThatParkedGetsNoReminder) {
    ALot lot;
    lot.park(1, {}, from_trunk());
    EXPECT_EQ(only<Remind>(lot.after(1h)).size(), 0u);
}

TEST(Remind, NoReminderWhenTheRulesHaveNone) {
    LotRules rules = small_lot();
    rules.reminder = 0s;
    ALot lot(rules);
    lot.park(1);
    EXPECT_EQ(only<Remind>(lot.after(1h)).size(), 0u);
}

TEST(Remind, AReminderThatWouldComeWithTheRecallIsLeftOut) {
    LotRules rules = small_lot();
    rules.reminder = rules.recall = 60s;
    ALot lot(rules);
    lot.park(1);
    EXPECT_EQ(lot.after(60s), orders(Ring{{1}, 1, RingReason::recall, rings_201(), {701}, ann}));
}

TEST(Remind, WithoutRecallTheReminderRepeats) {
    LotRules rules = small_lot();
    rules.recall = rules.max_wait = 0s;
    ALot lot(rules);
    lot.park(1);
    EXPECT_EQ(only<Remind>(lot.after(5min)).size(), 5u);
}

TEST(Remind, WhenTimeWasLostTheRecallReplacesTheReminder) {
    ALot lot;
    lot.park(1);
    EXPECT_EQ(lot.late(10min), orders(Ring{{1}, 1, RingReason::recall, rings_201(), {701}, ann}));
}

}  // namespace
}  // namespace layby::parking::test
