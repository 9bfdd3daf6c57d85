// Things that happen at the same time.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

TEST(Race, OfTwoParkersForOneSlotOneGetsItAndTheOtherKeepsItsCall) {
    OfficeWorld world;
    const auto first = world.outside_call("201");
    const auto second = world.outside_call("202");
    world.transfers(first.callee, "703");
    world.transfers(second.callee, "703");
    EXPECT_TRUE(world.audio.hears_music(first.caller));
    EXPECT_EQ(world.seen(second.callee).transfer_refused->status, 486);
    world.hears_prompt(second.callee);
    EXPECT_TRUE(world.audio.talk(second.caller, second.callee));
    EXPECT_TRUE(world.in_order());
}

TEST(Race, TwoParksAtOnceNeverMixTheirCallers) {
    OfficeWorld world;
    const auto first = world.outside_call("201");
    const auto second = world.outside_call("202");
    world.transfers(first.callee, "700");
    world.transfers(second.callee, "700");
    EXPECT_EQ(world.in_slot(701)->parker.user, "201");
    EXPECT_EQ(world.in_slot(702)->parker.user, "202");
    EXPECT_TRUE(world.audio.hears_music(first.caller));
    EXPECT_TRUE(world.audio.hears_music(second.caller));
}

TEST(Race, AReferThatCrossesTheByeOfItsLegChangesNothing) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.hangs_up(callee);
    world.transfers(callee, "700");
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.at_rest());
}

TEST(Race, AReferThatCrossesTheCallersByeChangesNothing) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.hangs_up(caller);
    world.transfers(callee, "700");
    EXPECT_TRUE(world.at_rest());
}

TEST(Race, ACancelThatCrossesThe200EndsTheCall) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "202");
    const LegId callee = world.ringing_one("202");
    world.picks_up(callee);
    world.cancels(caller);
    EXPECT_FALSE(world.signalling.is_open(callee));
    EXPECT_TRUE(world.at_rest());
}

TEST(Race, BothAnswerAndOnlyOneTalks) {
    OfficeWorld world;
    const LegId caller = world.dial("201", "203");
    const auto ringing = world.signalling.ringing("203");
    world.seen(ringing[0]).state = Seen::State::up;
    world.seen(ringing[1]).state = Seen::State::up;
    world.tell(calls::CallAnswered{ringing[0], speaks(), {}});
    world.tell(calls::CallAnswered{ringing[1], speaks(), {}});
    EXPECT_TRUE(world.audio.talk(caller, ringing[0]));
    EXPECT_FALSE(world.signalling.is_open(ringing[1]));
    EXPECT_TRUE(world.in_order());
}

/// The caller hangs up in each phase of its parking: nothing is left of it.
TEST(Race, ACallerWhoHangsUpWhileItsSlotIsSpoken) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    world.hangs_up(caller);
    EXPECT_FALSE(world.in_slot(701));
    world.hears_prompt(callee);
    EXPECT_EQ(world.seen(callee).transfer_status, 487);
    world.hangs_up(callee);
    EXPECT_TRUE(world.at_rest());
}

TEST(Race, ACallerWhoHangsUpWhileItsParkerConsults) {
    OfficeWorld world;
    const auto [caller, main] = world.outside_call("201");
    const LegId consulting = world.dial("201", "700");
    world.hangs_up(caller);
    world.transfers_to_leg(main, consulting);
    EXPECT_TRUE(world.is_up(consulting));
    world.hangs_up(consulting);
    world.pass(6s);
    EXPECT_TRUE(world.at_rest());
}

TEST(Race, ACallerWhoHangsUpWhileItWaits) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.hangs_up(caller);
    EXPECT_TRUE(world.at_rest());
    EXPECT_EQ(world.seen(world.dial("202", "701")).refused->status, 404);
}

TEST(Race, ACallerWhoHangsUpWhileTheReminderRings) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.pass(61s);
    const LegId nudge = world.ringing_one("201");
    world.hangs_up(caller);
    EXPECT_FALSE(world.signalling.is_open(nudge));
    EXPECT_TRUE(world.at_rest());
}

TEST(Race, ARecallAnsweredAsTheReminderIsStillRinging) {
    calls::Office office = small_office();
    office.lots[0].rules.reminder = 118s;
    OfficeWorld world{office};
    const LegId caller = world.parked_by("201");
    world.pass(121s);
    const LegId recall = world.ringing_one("201");  // the reminder has made room for it
    EXPECT_EQ(world.seen(recall).call->shown_name, "Recall 701 · Ann Lee");
    world.picks_up(recall);
    EXPECT_TRUE(world.audio.talk(caller, recall));
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world
