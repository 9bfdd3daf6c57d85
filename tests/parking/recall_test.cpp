// What happens when nobody retrieves: the ladder, the fallback, and never a dropped caller.
#include "a_lot.hpp"

namespace layby::parking::test {
namespace {

LotRules with_ladder(std::vector<Step> ladder, const std::string& fallback = "") {
    LotRules rules = small_lot();
    rules.reminder = 0s;
    rules.ladder = std::move(ladder);
    rules.fallback = fallback;
    return rules;
}

Ring ring_201(std::uint32_t attempt) { return {{1}, attempt, RingReason::recall, rings_201(), {701}, ann}; }
Ring ring_fallback(std::uint32_t attempt, const std::string& number = "200") {
    return {{1}, attempt, RingReason::fallback, {Step::Who::number, number, 60s}, {701}, ann};
}

TEST(Recall, ACallerNobodyTakesRingsItsParkerAgain) {
    ALot lot(with_ladder({parker_step()}));
    lot.park(1);
    EXPECT_EQ(lot.after(120s - 1us), Effects{});
    EXPECT_EQ(lot.after(1us), orders(ring_201(1)));
    EXPECT_EQ(lot.phase(701), Phase::ringing);
}

TEST(Recall, AParkerWhoDoesNotAnswerIsRungAgainAfterAnotherPeriod) {
    ALot lot(with_ladder({parker_step()}));
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.after(30s), orders(StopRinging{{1}, 1, false}));
    EXPECT_EQ(lot.phase(701), Phase::waiting);
    EXPECT_EQ(lot.after(120s - 1us), Effects{});
    EXPECT_EQ(lot.after(1us), orders(ring_201(2)));
}

TEST(Recall, TheLadderIsClimbedStepByStep) {
    ALot lot(with_ladder({parker_step(20s), user_step("205", 15s), {Step::Who::number, "0", 40s}}));
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.after(20s), orders(StopRinging{{1}, 1, false},
                                     Ring{{1}, 2, RingReason::recall, user_step("205", 15s), {701}, ann}));
    EXPECT_EQ(lot.after(15s),
              orders(StopRinging{{1}, 2, false},
                     Ring{{1}, 3, RingReason::recall, {Step::Who::number, "0", 40s}, {701}, ann}));
    EXPECT_EQ(lot.after(40s), orders(StopRinging{{1}, 3, false}));
    EXPECT_EQ(lot.phase(701), Phase::waiting);
}

TEST(Recall, AStepThatFailsGivesWayToTheNextAtOnce) {
    ALot lot(with_ladder({parker_step(), user_step("205")}));
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.tell(RingFailed{{1}, 1}),
              orders(Ring{{1}, 2, RingReason::recall, user_step("205"), {701}, ann}));
}

TEST(Recall, AFailureOfAnEarlierAttemptChangesNothing) {
    ALot lot(with_ladder({parker_step(), user_step("205")}));
    lot.park(1);
    EXPECT_EQ(lot.tell(RingFailed{{1}, 0}), Effects{});
    lot.after(150s);
    EXPECT_EQ(lot.tell(RingFailed{{1}, 1}), Effects{});
    EXPECT_EQ(lot.tell(RingFailed{{1}, 3}), Effects{});
    EXPECT_EQ(lot.view(701).ringing_or_taking, (Party{"", "205"}));
    lot.tell(RingFailed{{1}, 2});
    EXPECT_EQ(lot.tell(RingFailed{{1}, 2}), Effects{}) << "told twice";
}

TEST(Recall, AStepWithoutAnybodyToRingIsSkipped) {
    ALot lot(with_ladder({parker_step(), user_step("205"), parker_step()}));
    lot.park(1, {}, from_trunk());
    EXPECT_EQ(lot.after(120s), orders(Ring{{1}, 1, RingReason::recall, user_step("205"), {701}, ann}));
    EXPECT_EQ(lot.tell(RingFailed{{1}, 1}), Effects{});
}

TEST(Recall, AfterTheLastStepTheFallbackRings) {
    ALot lot(with_ladder({parker_step()}, "200"));
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.after(30s), orders(StopRinging{{1}, 1, false}, ring_fallback(2)));
}

TEST(Recall, WhenTheFallbackFailsTooTheLadderBeginsAgainAfterAPeriod) {
    ALot lot(with_ladder({parker_step()}, "200"));
    lot.park(1);
    lot.after(120s);
    lot.tell(RingFailed{{1}, 1});
    EXPECT_EQ(lot.tell(RingFailed{{1}, 2}), Effects{});
    EXPECT_EQ(lot.after(120s - 1us), Effects{});
    EXPECT_EQ(lot.after(1us), orders(ring_201(3)));
}

TEST(Recall, AFallbackThatRingsOutIsStopped) {
    ALot lot(with_ladder({}, "200"));
    lot.park(1);
    EXPECT_EQ(lot.after(120s), orders(ring_fallback(1)));
    EXPECT_EQ(lot.after(60s), orders(StopRinging{{1}, 1, false}));
    EXPECT_EQ(lot.phase(701), Phase::waiting);
}

TEST(Recall, WithNobodyToRingTheCallerGoesOnWaiting) {
    ALot lot(with_ladder({}));
    lot.park(1);
    EXPECT_EQ(lot.after(24h), Effects{});
    EXPECT_EQ(lot.phase(701), Phase::waiting);
    EXPECT_TRUE(lot.lot.next_deadline().has_value());
}

TEST(Recall, PhonesThatFailAtOnceForeverAreTriedOncePerPeriod) {
    ALot lot(with_ladder({parker_step(), user_step("205")}));
    lot.park(1);
    std::size_t rings = 0;
    for (int second = 0; second < 1200; ++second) {
        for (Effects effects = lot.after(1s); !only<Ring>(effects).empty();) {
            ++rings;
            effects = lot.tell(RingFailed{{1}, only<Ring>(effects).front().attempt});
        }
    }
    EXPECT_EQ(rings, 20u);
}

TEST(Recall, AtMaxWaitTheFallbackRingsWithoutTheLadder) {
    LotRules rules = with_ladder({parker_step()}, "200");
    rules.max_wait = 60s;
    ALot lot(rules);
    lot.park(1);
    EXPECT_EQ(lot.after(60s), orders(ring_fallback(1)));
    EXPECT_EQ(lot.after(60s), orders(StopRinging{{1}, 1, false}));
    EXPECT_EQ(lot.after(120s), orders(ring_fallback(2))) << "again and again, a period apart";
}

TEST(Recall, AtMaxWaitAStepThatRingsMayFinishAndThenTheFallbackRings) {
    LotRules rules = with_ladder({parker_step(), user_step("205")}, "200");
    rules.max_wait = 130s;
    ALot lot(rules);
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.after(30s), orders(StopRinging{{1}, 1, false}, ring_fallback(2)));
}

TEST(Recall, AtMaxWaitWithoutAFallbackTheLadderRunsAgain) {
    LotRules rules = with_ladder({parker_step()});
    rules.max_wait = 200s;
    ALot lot(rules);
    lot.park(1);
    lot.after(150s);
    EXPECT_EQ(lot.after(50s), orders(ring_201(2)));
    EXPECT_EQ(lot.after(30s), orders(StopRinging{{1}, 2, false}));
    EXPECT_EQ(lot.after(120s), orders(ring_201(3)));
}

TEST(Recall, WithRecallOffMaxWaitStillFindsAPerson) {
    LotRules rules = with_ladder({parker_step()}, "200");
    rules.recall = 0s;
    ALot lot(rules);
    lot.park(1);
    EXPECT_EQ(lot.after(30min), orders(ring_fallback(1)));
    lot.tell(RingFailed{{1}, 1});
    EXPECT_EQ(lot.after(60s), orders(ring_fallback(2)));
}

TEST(Recall, WithEverythingOffACallerWaitsForARetriever) {
    LotRules rules = with_ladder({});
    rules.recall = rules.max_wait = 0s;
    ALot lot(rules);
    lot.park(1);
    EXPECT_EQ(lot.lot.next_deadline(), std::nullopt);
    EXPECT_EQ(lot.after(24h), Effects{});
    lot.take("203", 1, 701);
}

TEST(Recall, RulesWithTinyTimesDoNotSpin) {
    LotRules rules = with_ladder({parker_step(1us), user_step("205", -5s)}, "200");
    rules.recall = rules.max_wait = rules.reminder = rules.fallback_ring = 1us;
    ALot lot(rules);
    lot.park(1);
    EXPECT_LE(lot.after(60s).size(), 200u);
    EXPECT_EQ(lot.phase(701).has_value(), true);
}

TEST(Recall, TheParkerWhoAnswersHasTheCaller) {
    ALot lot(with_ladder({parker_step()}));
    lot.park(1);
    lot.after(120s);
    EXPECT_EQ(lot.tell(RingAnswered{{1}, 1, retriever("201")}),
              orders(Connect{{1}, leg_of({1}), retriever("201"), ann, {701}}));
    EXPECT_EQ(lot.tell(RetrieverConfirmed{{1}, retriever("201").leg}),
              orders(Ended{{1}, {701}, Outcome::recalled, {"Desk 201", "201"}}));
}

TEST(Recall, AnAnswerOfTheFallbackIsAnOutcomeOfItsOwn) {
    ALot lot(with_ladder({}, "200"));
    lot.park(1);
    lot.after(120s);
    lot.tell(RingAnswered{{1}, 1, retriever("200")});
    EXPECT_EQ(lot.tell(RetrieverConfirmed{{1}, retriever("200").leg}),
              orders(Ended{{1}, {701}, Outcome::fell_back, {"Desk 200", "200"}}));
}

TEST(Recall, AnAnswerThatComesTooLateIsDismissed) {
    ALot lot(with_ladder({parker_step(), user_step("205")}));
    const Effects dismissed = orders(Dismiss{retriever("201").leg, {}});
    const RingAnswered late{{1}, 1, retriever("201")};
    EXPECT_EQ(lot.tell(late), dismissed) << "no such park";
    lot.ask(1);
    EXPECT_EQ(lot.tell(late), dismissed) << "only reserved";
    lot.move(1);
    lot.after(150s);
    EXPECT_EQ(lot.tell(late), dismissed) << "the next step rings";
    lot.after(30s);
    EXPECT_EQ(lot.tell(late), dismissed) << "nobody rings";
    lot.tell(CallerLeft{{1}});
    EXPECT_EQ(lot.tell(late), dismissed) << "the caller is gone";
}

TEST(Recall, WhenAnAnswerComesToNothingTheNextStepRings) {
    ALot lot(with_ladder({parker_step(), user_step("205")}));
    lot.park(1);
    lot.after(120s);
    lot.tell(RingAnswered{{1}, 1, retriever("201")});
    EXPECT_EQ(lot.tell(RetrieverFailed{{1}, retriever("201").leg}),
              orders(PlayMusic{{1}, leg_of({1}), "default"},
                     Ring{{1}, 2, RingReason::recall, user_step("205"), {701}, ann}));
}

TEST(Recall, ManyCallersAreRecalledInTheOrderInWhichTheyCame) {
    LotRules rules = with_ladder({parker_step()});
    ALot lot(rules);
    for (const std::uint64_t park : {3, 1, 4, 2}) {
        lot.park(park);
        lot.now += 1s;
    }
    std::vector<std::uint64_t> order;
    for (const Ring& ring : only<Ring>(lot.late(1h))) order.push_back(ring.park.value);
    EXPECT_EQ(order, (std::vector<std::uint64_t>{3, 1, 4, 2}));
}

TEST(Recall, WhomTheCallIsParkedForIsRungBeforeTheLadder) {
    ALot lot;
    lot.tell(SlotAsked{{1}, parker(), {}, {}, "204"});
    const Effects moved = lot.move(1);
    EXPECT_EQ(only<SendNotice>(moved).size(), 1u);
    EXPECT_EQ(only<SendNotice>(moved)[0].user, "204");
    const auto first = only<Ring>(lot.after(lot.lot.rules().recall));
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].step, user_step("204"));
    const auto next = only<Ring>(lot.tell(RingFailed{{1}, first[0].attempt}));
    ASSERT_EQ(next.size(), 1u);
    EXPECT_EQ(next[0].step.target, "201");
}

TEST(Recall, WhoParksForItselfGetsNoNoticeOfItsOwnCall) {
    ALot lot;
    lot.tell(SlotAsked{{1}, parker(), {}, {}, "201"});
    EXPECT_TRUE(only<SendNotice>(lot.move(1)).empty());
}

}  // namespace
}  // namespace layby::parking::test
