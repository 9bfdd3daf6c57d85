// What others see of a caller who waits, and changed rules while it does.
#include "a_lot.hpp"

namespace layby::parking::test {
namespace {

TEST(Wait, TheViewSaysWhoWaitsSinceWhenAndWhatComesNext) {
    ALot lot;
    lot.ask(1);
    lot.after(3s);
    const Instant moved = lot.now;
    lot.move(1);
    const ParkedCallView view = lot.view(701);
    EXPECT_EQ(view.park, ParkId{1});
    EXPECT_EQ(view.caller, ann);
    EXPECT_EQ(view.parker, parker());
    EXPECT_EQ(view.since, moved);
    EXPECT_EQ(view.next, moved + 60s);
    EXPECT_EQ(view.next_what, "reminder");
    EXPECT_EQ(view.ringing_or_taking, std::nullopt);
}

TEST(Wait, TheViewFollowsTheCallThroughItsPhases) {
    LotRules rules = small_lot();
    rules.fallback = "200";
    ALot lot(rules);
    lot.park(1);
    lot.after(60s);
    EXPECT_EQ(lot.view(701).next_what, "recall");
    lot.after(60s);
    EXPECT_EQ(lot.phase(701), Phase::ringing);
    EXPECT_EQ(lot.view(701).next_what, "next step");
    EXPECT_EQ(lot.view(701).ringing_or_taking, (Party{"", "201"}));
    lot.retrieve("203", 701);
    EXPECT_EQ(lot.view(701).next, std::nullopt);
    EXPECT_EQ(lot.view(701).ringing_or_taking, (Party{"Desk 203", "203"}));
}

TEST(Wait, TheEndOfPatienceIsSeenAsTheFallback) {
    LotRules rules = small_lot();
    rules.recall = rules.reminder = 0s;
    ALot lot(rules);
    lot.park(1);
    EXPECT_EQ(lot.view(701).next_what, "recall");
    rules.fallback = "200";
    ALot other(rules);
    other.park(1);
    EXPECT_EQ(other.view(701).next_what, "fallback");
    EXPECT_EQ(other.view(701).next, other.now + 30min);
}

TEST(Wait, TheLongestWaitingIsTheOneWhoCameFirstAndIsNotBeingTaken) {
    ALot lot;
    EXPECT_EQ(lot.lot.longest_waiting(), std::nullopt);
    lot.park(2, 704);
    lot.after(1s);
    lot.park(1, 701);
    EXPECT_EQ(lot.lot.longest_waiting(), ParkId{2});
    lot.retrieve("203", 704);
    EXPECT_EQ(lot.lot.longest_waiting(), ParkId{1});
    lot.tell(RetrieverFailed{{2}, retriever("203").leg});
    EXPECT_EQ(lot.lot.longest_waiting(), ParkId{2});
}

TEST(Wait, ParkedCallsAreListedBySlot) {
    ALot lot;
    lot.park(1, 704);
    lot.park(2, 702);
    lot.ask(3, 703);
    std::vector<SlotNumber> slots;
    for (const ParkedCallView& view : lot.lot.parked()) slots.push_back(view.slot);
    EXPECT_EQ(slots, (std::vector<SlotNumber>{{702}, {703}, {704}}));
    EXPECT_FALSE(lot.lot.at({701}).has_value());
}

TEST(Wait, ChangedRulesKeepTheCallersInSlotsThatNoLongerExist) {
    ALot lot;
    lot.park(1, 701);
    lot.park(2, 704);
    LotRules changed = small_lot();
    changed.first = {703};
    changed.last = {710};
    lot.lot.change_rules(changed);
    EXPECT_TRUE(lot.lot.consistent());
    EXPECT_EQ(lot.lot.occupied(), 2u);
    EXPECT_EQ(lot.ask(3, 702), orders(RefusePark{{3}, Refusal::no_such_slot, {}}));
    EXPECT_EQ(lot.ask(3, 704, parker("205")),
              orders(RefusePark{{3}, Refusal::slot_taken, {"Desk 201", "201"}}));
    EXPECT_EQ(lot.park(4), 703u);
    EXPECT_EQ(lot.park(5), 705u);
    lot.take("203", 1, 701);
    EXPECT_EQ(lot.retrieve("203", 701),
              orders(RefuseRetrieve{retriever("203").leg, Refusal::no_such_slot, {}, {701}}));
}

TEST(Wait, ChangedRulesKeepDeadlinesAndQuarantine) {
    ALot lot;
    lot.park(1, 702);
    lot.park(2, 703);
    lot.take("203", 2, 703);
    LotRules changed = small_lot();
    changed.last = {720};
    changed.reminder = 5s;
    changed.recall = 10s;
    lot.lot.change_rules(changed);
    EXPECT_EQ(lot.view(702).next, Instant{} + 60s);
    EXPECT_EQ(lot.ask(3, 703, parker("205")), orders(RefusePark{{3}, Refusal::quarantined, {}}));
    lot.after(10s);
    EXPECT_EQ(lot.ask(3, 703, parker("205")), orders(GrantSlot{{3}, {703}}));
    EXPECT_EQ(lot.lot.rules().recall, 10s);
}

TEST(Wait, ALadderThatChangesWhileItRingsGoesOnWithWhatIsLeft) {
    LotRules rules = small_lot();
    rules.ladder = {parker_step(), user_step("205"), user_step("206")};
    ALot lot(rules);
    lot.park(1);
    lot.after(120s);
    lot.lot.change_rules(small_lot());
    EXPECT_EQ(lot.after(30s), orders(StopRinging{{1}, 1, false}));
    EXPECT_EQ(lot.phase(701), Phase::waiting);
}

TEST(Wait, TimeThatSeemsToRunBackwardsDoesNoHarm) {
    ALot lot;
    lot.after(1h);
    lot.park(1);
    lot.now -= 30min;
    lot.take("203", 1, 701);
    EXPECT_EQ(lot.ask(2, 701, parker("205")), orders(RefusePark{{2}, Refusal::quarantined, {}}));
    EXPECT_TRUE(lot.lot.consistent());
}

}  // namespace
}  // namespace layby::parking::test
