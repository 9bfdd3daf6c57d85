// What a caller who waits chooses by a key: the operator, whom it gets without leaving its slot before, or to
// be called back.
#include "a_lot.hpp"

namespace layby::parking::test {
namespace {

LotRules offering() {
    LotRules rules = small_lot();
    rules.reminder = 0s;
    rules.choices.operator_number = "200";
    rules.choices.operator_ring = 20s;
    rules.choices.call_back = true;
    return rules;
}

ReplyToCaller reply(Reply what) { return {{1}, leg_of({1}), what}; }
Ring ring_operator(std::uint32_t attempt) {
    return {{1}, attempt, RingReason::asked_for, {Step::Who::number, "200", 20s}, {701}, ann};
}
Ring ring_parker(std::uint32_t attempt) {
    return {{1}, attempt, RingReason::recall, rings_201(), {701}, ann};
}

TEST(Choices, TheOperatorRingsWhileTheCallerKeepsItsSlot) {
    ALot lot(offering());
    lot.park(1);
    EXPECT_EQ(lot.tell(OperatorAsked{{1}}), orders(reply(Reply::operator_rings), ring_operator(1)));
    EXPECT_EQ(lot.phase(701), Phase::ringing);
    const auto answered = lot.tell(RingAnswered{{1}, 1, retriever("200")});
    EXPECT_EQ(only<Connect>(answered).size(), 1u);
    EXPECT_EQ(only<Ended>(lot.tell(RetrieverConfirmed{{1}, retriever("200").leg})).front().outcome,
              Outcome::to_operator);
}

TEST(Choices, ACallerWhoseOperatorDoesNotAnswerIsToldAndWaitsOn) {
    ALot lot(offering());
    lot.park(1);
    lot.after(10s);
    lot.tell(OperatorAsked{{1}});
    EXPECT_EQ(lot.after(20s), orders(StopRinging{{1}, 1, false}, reply(Reply::nobody_answers)));
    EXPECT_EQ(lot.phase(701), Phase::waiting);
    EXPECT_EQ(lot.after(90s - 1us), Effects{});
    EXPECT_EQ(lot.after(1us), orders(ring_parker(2))) << "its recall comes when it would have come";
}

TEST(Choices, ARecallThatWasDueMeanwhileComesThen) {
    ALot lot(offering());
    lot.park(1);
    lot.after(110s);
    lot.tell(OperatorAsked{{1}});
    EXPECT_EQ(lot.after(20s),
              orders(StopRinging{{1}, 1, false}, reply(Reply::nobody_answers), ring_parker(2)));
}

TEST(Choices, TheEndOfPatienceComesThenToo) {
    LotRules rules = offering();
    rules.max_wait = 60s;
    rules.fallback = "300";
    ALot lot(rules);
    lot.park(1);
    lot.after(50s);
    lot.tell(OperatorAsked{{1}});
    const auto after = lot.after(20s);
    ASSERT_EQ(only<Ring>(after).size(), 1u);
    EXPECT_EQ(only<Ring>(after).front().reason, RingReason::fallback);
}

TEST(Choices, AnOperatorWhoCannotBeRungIsNotWaitedFor) {
    ALot lot(offering());
    lot.park(1);
    lot.tell(OperatorAsked{{1}});
    EXPECT_EQ(lot.tell(RingFailed{{1}, 1}), orders(reply(Reply::nobody_answers)));
    EXPECT_EQ(lot.phase(701), Phase::waiting);
}

TEST(Choices, TheOperatorRingsOnceHoweverOftenTheKeyIsPressed) {
    ALot lot(offering());
    lot.park(1);
    lot.tell(OperatorAsked{{1}});
    EXPECT_EQ(lot.tell(OperatorAsked{{1}}), orders(reply(Reply::operator_rings)));
}

TEST(Choices, TheOperatorRingsInsteadOfWhoIsRecalled) {
    ALot lot(offering());
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.tell(OperatorAsked{{1}}),
              orders(reply(Reply::operator_rings), StopRinging{{1}, 1, true}, ring_operator(2)));
    EXPECT_EQ(lot.tell(RingAnswered{{1}, 1, retriever("201")}), orders(Dismiss{retriever("201").leg, {}}))
        << "its answer came too late";
    lot.after(20s);
    EXPECT_EQ(lot.phase(701), Phase::waiting);
    EXPECT_EQ(lot.after(120s), orders(ring_parker(3))) << "a new period has begun";
}

TEST(Choices, WhoRetrievesIsFasterThanTheOperator) {
    ALot lot(offering());
    lot.park(1);
    lot.tell(OperatorAsked{{1}});
    const auto taken = lot.retrieve("203", 701);
    EXPECT_EQ(only<StopRinging>(taken).size(), 1u);
    EXPECT_EQ(only<Connect>(taken).size(), 1u);
    EXPECT_EQ(lot.tell(OperatorAsked{{1}}), Effects{}) << "somebody is taking the caller";
    EXPECT_EQ(lot.tell(CallBackAsked{{1}}), Effects{});
    EXPECT_EQ(only<Ring>(lot.tell(RetrieverFailed{{1}, retriever("203").leg})), std::vector{ring_operator(2)})
        << "the phone that was silenced for it rings again";
}

TEST(Choices, WhoWantsToBeCalledBackLeavesItsSlotAtOnce) {
    ALot lot(offering());
    lot.park(1);
    EXPECT_EQ(lot.tell(CallBackAsked{{1}}),
              orders(reply(Reply::call_back), Ended{{1}, {701}, Outcome::to_call_back, {}}));
    EXPECT_EQ(lot.phase(701), std::nullopt);
    EXPECT_EQ(lot.tell(CallBackAsked{{1}}), Effects{}) << "pressed twice";
    EXPECT_EQ(only<RefuseRetrieve>(lot.retrieve("203", 701)).front().why, Refusal::slot_empty);
}

TEST(Choices, PhonesThatRingForWhoWantsToBeCalledBackStop) {
    ALot lot(offering());
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.tell(CallBackAsked{{1}}), orders(StopRinging{{1}, 1, true}, reply(Reply::call_back),
                                                   Ended{{1}, {701}, Outcome::to_call_back, {}}));
}

TEST(Choices, WhoHasLeftAMessageLeavesItsSlot) {
    ALot lot(offering());
    lot.park(1);
    EXPECT_EQ(lot.tell(MessageLeft{{1}}),
              orders(reply(Reply::message_left), Ended{{1}, {701}, Outcome::message, {}}));
    EXPECT_EQ(lot.phase(701), std::nullopt);
    EXPECT_EQ(lot.tell(MessageLeft{{1}}), Effects{});
    EXPECT_EQ(lot.tell(CallerLeft{{1}}), Effects{}) << "it has hung up, too";
}

TEST(Choices, PhonesThatRingForWhoHasLeftAMessageStop) {
    ALot lot(offering());
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.tell(MessageLeft{{1}}), orders(StopRinging{{1}, 1, true}, reply(Reply::message_left),
                                                 Ended{{1}, {701}, Outcome::message, {}}));
}

TEST(Choices, WhoIsBeingTakenHasLeftNoMessage) {
    ALot lot(offering());
    lot.park(1);
    lot.retrieve("203", 701);
    EXPECT_EQ(lot.tell(MessageLeft{{1}}), Effects{});
}

TEST(Choices, ACallerWithoutANumberIsNotCalledBack) {
    ALot lot(offering());
    lot.ask(1);
    lot.move(1, false, {"", "", true});
    EXPECT_EQ(lot.tell(CallBackAsked{{1}}), Effects{});
    EXPECT_EQ(lot.phase(701), Phase::waiting);
}

TEST(Choices, AKeyThatIsNotOfferedDoesNothing) {
    ALot lot;
    lot.park(1);
    EXPECT_EQ(lot.tell(OperatorAsked{{1}}), Effects{});
    EXPECT_EQ(lot.tell(CallBackAsked{{1}}), Effects{});
    EXPECT_EQ(lot.tell(OperatorAsked{{2}}), Effects{}) << "nobody waits there";
}

TEST(Choices, AnOperatorWhoIsNoLongerInTheSettingsIsNotRungAgain) {
    ALot lot(offering());
    lot.park(1);
    lot.tell(OperatorAsked{{1}});
    lot.retrieve("203", 701);
    lot.lot.change_rules(small_lot());
    const auto after = lot.tell(RetrieverFailed{{1}, retriever("203").leg});
    EXPECT_EQ(only<Ring>(after).size(), 0u);
    EXPECT_EQ(lot.phase(701), Phase::waiting);
}

}  // namespace
}  // namespace layby::parking::test
