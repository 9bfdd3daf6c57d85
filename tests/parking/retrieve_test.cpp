// Exactly one retriever wins, and a caller whose retriever goes away still waits.
#include "a_lot.hpp"

namespace layby::parking::test {
namespace {

Effects refused(const std::string& user, std::uint32_t slot, Refusal why, const Party& holder = {}) {
    return orders(RefuseRetrieve{retriever(user).leg, why, holder, {slot}});
}
Connect connects(const std::string& user) { return {{1}, leg_of({1}), retriever(user), ann, {701}}; }

TEST(Retrieve, WhoeverDialsTheSlotHasTheCaller) {
    ALot lot;
    lot.park(1);
    EXPECT_EQ(lot.retrieve("203", 701), orders(connects("203")));
    EXPECT_EQ(lot.phase(701), Phase::retrieving);
    EXPECT_EQ(lot.tell(RetrieverConfirmed{{1}, retriever("203").leg}),
              orders(Ended{{1}, {701}, Outcome::retrieved, {"Desk 203", "203"}}));
    EXPECT_EQ(lot.lot.occupied(), 0u);
}

TEST(Retrieve, AnEmptySlotIsRefused) {
    ALot lot;
    EXPECT_EQ(lot.retrieve("203", 702), refused("203", 702, Refusal::slot_empty));
}

TEST(Retrieve, AReservedSlotIsStillEmpty) {
    ALot lot;
    lot.ask(1);
    EXPECT_EQ(lot.retrieve("203", 701), refused("203", 701, Refusal::slot_empty));
    EXPECT_EQ(lot.retrieve("203", 701, ParkId{1}), refused("203", 701, Refusal::slot_empty));
}

TEST(Retrieve, ANumberOutsideTheLotIsRefused) {
    ALot lot;
    EXPECT_EQ(lot.retrieve("203", 700), refused("203", 700, Refusal::no_such_slot));
    EXPECT_EQ(lot.retrieve("203", 705), refused("203", 705, Refusal::no_such_slot));
}

TEST(Retrieve, OfTwoRetrieversInTheSameInstantTheFirstWinsAndTheSecondLearnsWho) {
    ALot lot;
    lot.park(1);
    EXPECT_EQ(lot.retrieve("203", 701), orders(connects("203")));
    EXPECT_EQ(lot.retrieve("204", 701), refused("204", 701, Refusal::being_taken, {"Desk 203", "203"}));
}

TEST(Retrieve, AskingTwiceDoesNotRefuseTheWinner) {
    ALot lot;
    lot.park(1);
    lot.retrieve("203", 701);
    EXPECT_EQ(lot.retrieve("203", 701), Effects{});
}

TEST(Retrieve, ARetrieverWhoWasToldAboutAnotherCallIsRefused) {
    ALot lot;
    lot.park(1);
    EXPECT_EQ(lot.retrieve("203", 701, ParkId{9}), refused("203", 701, Refusal::another_call));
    EXPECT_EQ(lot.phase(701), Phase::waiting);
    EXPECT_EQ(lot.retrieve("203", 701, ParkId{1}), orders(connects("203")));
    EXPECT_EQ(lot.retrieve("204", 701, ParkId{9}), refused("204", 701, Refusal::another_call));
}

TEST(Retrieve, WhenTheRetrieverGoesAwayTheCallerHearsMusicAndKeepsItsDeadlines) {
    ALot lot;
    lot.park(1);
    lot.after(50s);
    lot.retrieve("203", 701);
    EXPECT_EQ(lot.lot.next_deadline(), std::nullopt);
    lot.after(5s);
    EXPECT_EQ(lot.tell(RetrieverFailed{{1}, retriever("203").leg}),
              orders(PlayMusic{{1}, leg_of({1}), "default"}));
    EXPECT_EQ(lot.view(701).next, Instant{} + 60s);
    EXPECT_EQ(lot.after(5s), orders(Remind{{1}, "201", {701}, ann}));
    EXPECT_EQ(lot.retrieve("204", 701), orders(connects("204")));
}

TEST(Retrieve, ARecallThatBecameDueMeanwhileHappensWhenTheRetrieverGoesAway) {
    ALot lot;
    lot.park(1);
    lot.after(110s);
    lot.retrieve("203", 701);
    EXPECT_EQ(lot.after(32s), Effects{});
    EXPECT_EQ(lot.tell(RetrieverFailed{{1}, retriever("203").leg}),
              orders(PlayMusic{{1}, leg_of({1}), "default"},
                     Ring{{1}, 1, RingReason::recall, rings_201(), {701}, ann}));
}

TEST(Retrieve, AReminderAndARecallThatBothBecameDueMeanwhileAreOneRecall) {
    ALot lot;
    lot.park(1);
    lot.retrieve("203", 701);
    lot.after(10min);
    EXPECT_EQ(lot.tell(RetrieverFailed{{1}, retriever("203").leg}),
              orders(PlayMusic{{1}, leg_of({1}), "default"},
                     Ring{{1}, 1, RingReason::recall, rings_201(), {701}, ann}));
}

TEST(Retrieve, RingingPhonesAreSilencedAsTakenElsewhereBeforeTheWinnerIsConnected) {
    ALot lot;
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.retrieve("203", 701), orders(StopRinging{{1}, 1, true}, connects("203")));
    EXPECT_EQ(lot.tell(RingFailed{{1}, 1}), Effects{}) << "487 of the cancelled phone";
}

TEST(Retrieve, PhonesThatWereSilencedRingAgainWhenTheRetrieverGoesAway) {
    ALot lot;
    lot.park(1);
    lot.after(120s);
    lot.retrieve("203", 701);
    EXPECT_EQ(lot.tell(RetrieverFailed{{1}, retriever("203").leg}),
              orders(PlayMusic{{1}, leg_of({1}), "default"},
                     Ring{{1}, 2, RingReason::recall, rings_201(), {701}, ann}));
}

TEST(Retrieve, AFallbackThatWasSilencedRingsAgainWhenTheRetrieverGoesAway) {
    LotRules rules = small_lot();
    rules.fallback = "200";
    rules.ladder = {};
    ALot lot(rules);
    lot.park(1);
    lot.after(120s);
    lot.retrieve("203", 701);
    const auto rings = only<Ring>(lot.tell(RetrieverFailed{{1}, retriever("203").leg}));
    ASSERT_EQ(rings.size(), 1u);
    EXPECT_EQ(rings.front().reason, RingReason::fallback);
}

TEST(Retrieve, ARecallAnsweredInTheInstantAfterTheRetrieveIsDismissed) {
    ALot lot;
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.retrieve("203", 701), orders(StopRinging{{1}, 1, true}, connects("203")));
    EXPECT_EQ(lot.tell(RingAnswered{{1}, 1, retriever("201")}),
              orders(Dismiss{retriever("201").leg, {"Desk 203", "203"}}));
    EXPECT_EQ(only<Ended>(lot.tell(RetrieverConfirmed{{1}, retriever("203").leg})).front().outcome,
              Outcome::retrieved);
}

TEST(Retrieve, ARetrieveInTheInstantAfterTheRecallWasAnsweredIsRefused) {
    ALot lot;
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.tell(RingAnswered{{1}, 1, retriever("201")}), orders(connects("201")));
    EXPECT_EQ(lot.retrieve("203", 701), refused("203", 701, Refusal::being_taken, {"Desk 201", "201"}));
    EXPECT_EQ(only<Ended>(lot.tell(RetrieverConfirmed{{1}, retriever("201").leg})).front().outcome,
              Outcome::recalled);
}

TEST(Retrieve, TwoPhonesThatAnswerOneRingAreOneWinnerAndOneDismissed) {
    ALot lot;
    lot.park(1);
    lot.after(120s);
    lot.tell(RingAnswered{{1}, 1, retriever("201")});
    EXPECT_EQ(lot.tell(RingAnswered{{1}, 1, retriever("201")}), Effects{}) << "the winner, told twice";
    EXPECT_EQ(lot.tell(RingAnswered{{1}, 1, retriever("205")}),
              orders(Dismiss{retriever("205").leg, {"Desk 201", "201"}}));
}

TEST(Retrieve, OnlyTheWinnerConfirmsOrFails) {
    ALot lot;
    lot.park(1);
    EXPECT_EQ(lot.tell(RetrieverConfirmed{{1}, {5}}), Effects{});
    EXPECT_EQ(lot.tell(RetrieverFailed{{1}, {5}}), Effects{});
    lot.retrieve("203", 701);
    EXPECT_EQ(lot.tell(RetrieverConfirmed{{1}, retriever("204").leg}), Effects{});
    EXPECT_EQ(lot.tell(RetrieverFailed{{1}, retriever("204").leg}), Effects{});
    EXPECT_EQ(lot.phase(701), Phase::retrieving);
}

}  // namespace
}  // namespace layby::parking::test
