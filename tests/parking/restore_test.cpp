// What is written down of a lot is all that another one needs to go on.
#include "a_lot.hpp"
#include "parking/parked_call.hpp"

namespace layby::parking::test {
namespace {

class Restore : public testing::Test {
  protected:
    void restart() { lot.lot = restarted(lot.lot, lot.lot.rules()); }
    ALot lot;
};

TEST_F(Restore, ACallIsInItsSlotWithItsCallerAndItsDeadlines) {
    lot.park(1);
    lot.after(20s);
    const auto before = lot.view(701);
    restart();
    const auto after = lot.view(701);
    EXPECT_EQ(after.park, before.park);
    EXPECT_EQ(after.caller, ann);
    EXPECT_EQ(after.since, before.since);
    EXPECT_EQ(after.next, before.next);
    EXPECT_EQ(lot.lot.longest_waiting(), ParkId{1});
}

TEST_F(Restore, ARecallRingsOnAndItsNextAttemptHasAnotherNumber) {
    lot.park(1);
    lot.after(120s);
    ASSERT_EQ(lot.phase(701), Phase::ringing);
    restart();
    EXPECT_EQ(lot.phase(701), Phase::ringing);
    EXPECT_EQ(only<Ring>(lot.after(29s)).size(), 0u);
    lot.after(1s);
    EXPECT_EQ(lot.phase(701), Phase::waiting);
    EXPECT_EQ(only<Ring>(lot.after(120s)).at(0).attempt, 2u);
}

TEST_F(Restore, ARetrieverConfirmsOrFailsAfterwards) {
    lot.park(1);
    lot.park(2);
    lot.retrieve("203", 701);
    lot.retrieve("204", 702);
    restart();
    EXPECT_EQ(only<Ended>(lot.tell(RetrieverConfirmed{{1}, retriever("203").leg})).at(0).outcome,
              Outcome::retrieved);
    EXPECT_EQ(only<PlayMusic>(lot.tell(RetrieverFailed{{2}, retriever("204").leg})).size(), 1u);
    EXPECT_EQ(lot.phase(702), Phase::waiting);
}

TEST_F(Restore, AReservationWaitsForItsCaller) {
    lot.ask(1);
    restart();
    EXPECT_EQ(lot.phase(701), Phase::reserved);
    lot.move(1);
    EXPECT_EQ(lot.phase(701), Phase::waiting);
}

TEST_F(Restore, AReleasedSlotRestsOnAndTheOneReleasedFirstIsGivenFirst) {
    LotRules rules = small_lot();
    rules.choice = SlotChoice::least_recently_used;
    lot.lot.change_rules(rules);
    for (const std::uint64_t park : {1, 2, 3, 4}) lot.park(park);
    lot.take("203", 2, 702);
    lot.after(1s);
    lot.take("203", 1, 701);
    restart();
    EXPECT_EQ(only<RefusePark>(lot.ask(5, 702, parker("209"))).at(0).why, Refusal::quarantined);
    lot.after(12s);
    EXPECT_EQ(lot.park(6), 702u);
    EXPECT_EQ(lot.park(7), 701u);
}

TEST_F(Restore, ReleasesThatWereNumberedTwiceAreAllKept) {
    for (const std::uint32_t slot : {701, 702, 703}) lot.lot.restore(Release{{slot}, lot.now, "201", 7});
    EXPECT_TRUE(lot.lot.consistent());
    lot.lot.change_rules(small_lot());
    EXPECT_TRUE(lot.lot.consistent()) << "a lot was out of the settings over a restart, and counted anew";
}

TEST_F(Restore, WhatBecameDueMeanwhileIsDueAtOnce) {
    lot.park(1);
    restart();
    lot.now += 130s;
    EXPECT_EQ(only<Ring>(lot.late(0s)).size(), 1u);
}

TEST_F(Restore, ACallThatContradictsItselfIsRefused) {
    ParkedCall call;
    call.park = {1};
    call.slot = {701};
    call.phase = Phase::ringing;  // without a deadline, or anybody who rings
    EXPECT_FALSE(lot.lot.restore(call));
    EXPECT_FALSE(lot.lot.restore(ParkedCall{}));
    EXPECT_EQ(lot.lot.occupied(), 0u);
    EXPECT_TRUE(lot.lot.consistent());
}

TEST_F(Restore, TwoCallsAreNeverInOneSlot) {
    lot.park(1);
    ParkedCall other = *lot.lot.find({1});
    other.park = {2};
    EXPECT_FALSE(lot.lot.restore(other));
    EXPECT_EQ(lot.view(701).park, ParkId{1});
}

TEST_F(Restore, ACallKeepsASlotThatNoLongerExists) {
    lot.park(1, 704);
    LotRules smaller = small_lot();
    smaller.last = {702};
    lot.lot = restarted(lot.lot, smaller);
    EXPECT_EQ(lot.phase(704), Phase::waiting);
    lot.take("203", 1, 704);
    EXPECT_EQ(lot.lot.occupied(), 0u);
    EXPECT_TRUE(lot.lot.consistent());
}

}  // namespace
}  // namespace layby::parking::test
