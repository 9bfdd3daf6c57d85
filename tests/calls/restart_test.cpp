// A crash, and another process that goes on with everybody where they were. Nothing is forgotten, nobody is
// rung twice, and whoever has gone meanwhile is let go honestly.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

using parking::Outcome;
using parking::Phase;

struct Restart : ::testing::Test {
    OfficeWorld world;
    void finish() {
        world.everybody_hangs_up();
        EXPECT_TRUE(world.at_rest());
    }
};

TEST_F(Restart, AParkedCallerHearsMusicInItsSlotAndIsRetrieved) {
    const LegId caller = world.parked_by("201");
    const auto port = world.audio.port(caller)->local;
    world.restart();
    ASSERT_TRUE(world.in_slot(701));
    EXPECT_EQ(world.in_slot(701)->caller.name, "Ann Lee");
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.audio.port(caller)->local, port);
    const LegId taker = world.dial("203", "701");
    EXPECT_EQ(world.seen(taker).shown.name, "Ann Lee");
    world.confirms(taker);
    EXPECT_TRUE(world.audio.talk(taker, caller));
    finish();
}

TEST_F(Restart, DeadlinesAreWhereTheyWere) {
    world.parked_by("201");
    const auto before = world.in_slot(701)->next;
    world.restart();
    EXPECT_EQ(world.in_slot(701)->next, before);
    world.pass(*before - world.now());
    EXPECT_EQ(world.signalling.ringing("201").size(), 1u);  // the reminder
    finish();
}

TEST_F(Restart, WhatBecameDueMeanwhileHappensAtOnce) {
    const LegId caller = world.parked_by("201");
    world.restart();
    world.pass(10min);  // as after a long time without a server
    EXPECT_TRUE(world.is_up(caller));
    EXPECT_FALSE(world.signalling.ringing("201").empty() && world.signalling.ringing("202").empty() &&
                 world.signalling.ringing("203").empty());
    finish();
}

TEST_F(Restart, ARecallThatRingsIsNotRungTwiceAndIsAnswered) {
    const LegId caller = world.parked_by("201");
    world.pass(125s);
    const LegId ringing = world.ringing_one("201");
    world.restart();
    EXPECT_EQ(world.ringing_one("201"), ringing);
    EXPECT_EQ(world.in_slot(701)->phase, Phase::ringing);
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.picks_up(ringing);
    EXPECT_TRUE(world.audio.talk(ringing, caller));
    EXPECT_EQ(world.journal.parks.back().outcome, Outcome::recalled);
    finish();
}

TEST_F(Restart, ARecallThatRingsGoesOnToTheNextStep) {
    world.parked_by("201");
    world.pass(125s);
    world.restart();
    world.pass(30s);
    EXPECT_TRUE(world.signalling.ringing("201").empty());
    EXPECT_EQ(world.signalling.ringing("202").size(), 1u);
    finish();
}

TEST_F(Restart, TwoWhoTalkHearEachOtherAgainAndEndTogether) {
    const auto call = world.outside_call("201");
    world.restart();
    EXPECT_TRUE(world.audio.talk(call.caller, call.callee));
    EXPECT_EQ(world.board->counters().bridges, 1u);
    world.hangs_up(call.callee);
    EXPECT_FALSE(world.is_up(call.caller));
    finish();
}

TEST_F(Restart, ACallOnHoldStaysOnHold) {
    const auto call = world.outside_call("201");
    world.holds(call.callee);
    world.restart();
    EXPECT_TRUE(world.audio.hears_music(call.caller));
    const LegId code = world.dial("201", "*68");  // the held call is still found
    EXPECT_TRUE(world.is_up(code));
    EXPECT_EQ(world.in_slot(701)->caller.name, "Ann Lee");
    finish();
}

TEST_F(Restart, AConsultationIsCompletedAfterwards) {
    const auto call = world.outside_call("201");
    world.holds(call.callee);
    const LegId consultation = world.dial("201", "700");
    world.confirms(consultation);
    world.restart();
    EXPECT_EQ(world.audio.port(consultation)->heard.what, Heard::What::prompt);
    world.transfers_to_leg(call.callee, consultation);
    EXPECT_EQ(world.in_slot(701)->phase, Phase::waiting);
    EXPECT_TRUE(world.audio.hears_music(call.caller));
    finish();
}

TEST_F(Restart, AnAnnouncementIsSpokenAgainAndTheTransferReported) {
    const auto call = world.outside_call("201");
    world.transfers(call.callee, "700");
    world.restart();
    EXPECT_EQ(world.audio.port(call.callee)->heard.what, Heard::What::prompt);
    world.hears_prompt(call.callee);
    EXPECT_EQ(world.seen(call.callee).transfer_status, 200);
    EXPECT_TRUE(world.in_slot(701)->told);
    finish();
}

TEST_F(Restart, ARetrieverWhoseAckHadNotComeKeepsTheCaller) {
    const LegId caller = world.parked_by("201");
    const LegId taker = world.dial("203", "701");
    world.restart();
    EXPECT_TRUE(world.audio.talk(taker, caller));
    EXPECT_EQ(world.in_slot(701)->phase, Phase::retrieving);
    world.confirms(taker);
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_EQ(world.journal.parks.back().outcome, Outcome::retrieved);
    finish();
}

TEST_F(Restart, ARetrieverWhoNeverGotItsAnswerLeavesTheCallerInTheSlot) {
    const LegId caller = world.parked_by("201");
    LegId taker;
    world.dies_after([&] { taker = world.dial("203", "701"); });
    EXPECT_FALSE(world.signalling.is_open(taker));
    ASSERT_TRUE(world.in_slot(701));
    EXPECT_EQ(world.in_slot(701)->phase, Phase::waiting);
    EXPECT_TRUE(world.audio.hears_music(caller));
    finish();
}

TEST_F(Restart, AParkWhoseAnswerNeverLeftStandsInOnePlace) {
    const auto call = world.outside_call("201");
    world.dies_after([&] { world.transfers(call.callee, "700"); });
    EXPECT_EQ(world.in_slot(701)->phase, Phase::waiting);
    EXPECT_TRUE(world.audio.hears_music(call.caller));
    EXPECT_TRUE(world.is_up(call.callee));  // and is told the slot
    world.hears_prompt(call.callee);
    EXPECT_TRUE(world.in_slot(701)->told);
    finish();
}

TEST_F(Restart, ACallerWhoHasGoneMeanwhileIsReleasedAsFailed) {
    const LegId caller = world.parked_by("201");
    world.signalling.over(caller);  // the server was dead when its BYE came
    world.restart();
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_EQ(world.journal.parks.back().outcome, Outcome::failed);
    finish();
}

TEST_F(Restart, APartnerWhoHasGoneMeanwhileEndsTheCall) {
    const auto call = world.outside_call("201");
    world.signalling.over(call.caller);
    world.restart();
    EXPECT_FALSE(world.is_up(call.callee));
    finish();
}

TEST_F(Restart, ATransferThatRingsGoesOn) {
    const auto call = world.outside_call("201");
    world.transfers(call.callee, "202");
    const LegId target = world.ringing_one("202");
    world.restart();
    EXPECT_EQ(world.audio.port(call.caller)->heard.what, Heard::What::loop);
    world.picks_up(target);
    EXPECT_TRUE(world.audio.talk(call.caller, target));
    EXPECT_EQ(world.seen(call.callee).transfer_status, 200);
    finish();
}

TEST_F(Restart, ATransferorWhoIsRungBackForTheSecondTimeRingsOnce) {
    const auto call = world.outside_call("201");
    world.transfers(call.callee, "202");
    world.hangs_up(call.callee);
    world.fails(world.ringing_one("202"), 486);
    world.fails(world.ringing_one("201"), 486);
    world.pass(10s);  // and is tried again
    const LegId ringing = world.ringing_one("201");
    world.restart();
    world.pass(1s);
    EXPECT_EQ(world.ringing_one("201"), ringing);
    finish();
}

TEST_F(Restart, PhonesStopRingingForACallerWhoseCallEndedWithTheProcess) {
    world.arrive("provider", "4930201");
    const LegId ringing = world.ringing_one("201");
    world.restart();
    EXPECT_FALSE(world.signalling.is_open(ringing));
    EXPECT_TRUE(world.at_rest());
}

TEST_F(Restart, ALegWhosePortIsTakenGetsAnotherAndItsPeerIsTold) {
    const LegId caller = world.parked_by("201");
    const auto before = world.audio.port(caller)->local;
    world.audio.taken_by_others = before.port;
    world.restart();
    const auto after = world.audio.port(caller)->local;
    EXPECT_NE(after.port, before.port);
    ASSERT_TRUE(world.seen(caller).offered);
    EXPECT_EQ(world.seen(caller).offered->rtp, after);
    world.tell(calls::OfferAnswered{caller, speaks()});
    EXPECT_TRUE(world.audio.hears_music(caller));
    finish();
}

TEST_F(Restart, ALegWhosePortIsTakenDoesNotGetThatOfAnotherLeg) {
    const auto call = world.outside_call("201");
    const auto its = world.audio.port(call.caller)->local, others = world.audio.port(call.callee)->local;
    world.audio.taken_by_others = its.port;
    world.restart();
    EXPECT_NE(world.audio.port(call.caller)->local, its);
    EXPECT_EQ(world.audio.port(call.callee)->local, others);
    EXPECT_FALSE(world.seen(call.callee).offered) << "nothing has changed for it";
    world.tell(calls::OfferAnswered{call.caller, speaks()});
    EXPECT_TRUE(world.audio.talk(call.caller, call.callee));
    world.hangs_up(call.caller);
    finish();
}

TEST_F(Restart, AReleasedSlotRestsOn) {
    const LegId caller = world.parked_by("201", "701");
    world.hangs_up(caller);
    world.restart();
    const auto call = world.outside_call("202");
    world.transfers(call.callee, "701");
    EXPECT_EQ(world.seen(call.callee).transfer_refused->status, 486);
    world.pass(10s);
    world.transfers(call.callee, "701");
    EXPECT_TRUE(world.in_slot(701));
    finish();
}

TEST_F(Restart, AMessageWhoseAnswerIsLostIsSentAgain) {
    const auto call = world.outside_call("201");
    world.transfers(call.callee, "700");
    world.hangs_up(call.callee);  // before the announcement's end: a message tells it
    ASSERT_EQ(world.signalling.messages.size(), 1u);
    world.restart();
    ASSERT_EQ(world.signalling.messages.size(), 2u);
    EXPECT_EQ(world.signalling.messages.front().text, world.signalling.messages.back().text);
    world.message_settles(true);
    EXPECT_TRUE(world.in_slot(701)->told);
    finish();
}

TEST_F(Restart, ALotThatIsNoLongerInTheSettingsKeepsItsCallerUntilItIsTaken) {
    const LegId caller = world.parked_by("201");
    calls::Office changed = small_office();
    changed.lots[0].rules.name = "other";
    changed.lots[0].rules.first = {801};
    changed.lots[0].rules.last = {805};
    changed.lots[0].park_number = "800";
    world.restart(changed);
    EXPECT_TRUE(world.in_slot(701));
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.retrieve("main", {701}, "203"), calls::CommandResult::done);
    world.tell(calls::AudioLost{});
    finish();
}

TEST_F(Restart, LampsShowAgainWhoWaitsAndWhoTalks) {
    world.parked_by("201");
    world.talk("202", "204");
    world.restart();
    EXPECT_TRUE(world.lamps_are_right());
    EXPECT_EQ(world.watchers.slots.size(), 1u);
    EXPECT_EQ(world.watchers.users.size(), 2u);
    finish();
}

TEST_F(Restart, NothingHappensTwiceWhenItDiesAgainAndAgain) {
    const LegId caller = world.parked_by("201");
    for (int i = 0; i < 5; ++i) world.restart();
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.signalling.ringing("201").empty());
    EXPECT_TRUE(world.journal.parks.empty());
    EXPECT_TRUE(world.in_order());
    finish();
}

TEST_F(Restart, WhatIsWrittenDownOfATurnIsWhatHasChanged) {
    const auto call = world.outside_call("201");
    const auto turns = world.keeper.turns;
    world.tell(calls::AudioLost{call.caller});  // a probe changes nothing
    EXPECT_EQ(world.keeper.turns, turns);
    world.transfers(call.callee, "700");
    EXPECT_EQ(world.keeper.turns, turns + 1);
    finish();
}

}  // namespace
}  // namespace layby::world
