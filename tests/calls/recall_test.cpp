// Reminders and recalls: what rings, what it shows, and what becomes of the caller.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::CancelReason;

TEST(Reminder, RingsTheParkerShortlyAndTheCallerStays) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.pass(61s);
    const LegId nudge = world.ringing_one("201");
    EXPECT_EQ(world.seen(nudge).call->shown_name, "Waiting 701 · Ann Lee");
    EXPECT_EQ(world.seen(nudge).call->alert_info, "<http://layby.invalid>;info=park-reminder");
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.pass(7s);
    EXPECT_FALSE(world.signalling.is_open(nudge));
    EXPECT_TRUE(world.in_slot(701));
    EXPECT_TRUE(world.in_order());
}

TEST(Reminder, ThatRangOutIsNoMissedCall) {
    OfficeWorld world;
    world.parked_by("201");
    world.pass(61s);
    const LegId nudge = world.ringing_one("201");
    world.pass(7s);
    EXPECT_EQ(world.seen(nudge).cancelled, CancelReason::completed_elsewhere);
}

TEST(Reminder, WhoAnswersItHasTheCaller) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.pass(61s);
    const LegId nudge = world.ringing_one("201");
    world.picks_up(nudge);
    EXPECT_TRUE(world.audio.talk(caller, nudge));
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.in_order());
}

TEST(Reminder, StopsWhenSomebodyTakesTheCaller) {
    OfficeWorld world;
    world.parked_by("201");
    world.pass(61s);
    const LegId nudge = world.ringing_one("201");
    world.dial("202", "701");
    EXPECT_EQ(world.seen(nudge).cancelled, CancelReason::completed_elsewhere);
    EXPECT_TRUE(world.in_order());
}

TEST(Recall, RingsTheParkerWithTheCallersName) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.pass(121s);
    const LegId ringing = world.ringing_one("201");
    EXPECT_EQ(world.seen(ringing).call->shown_name, "Recall 701 · Ann Lee");
    EXPECT_EQ(world.seen(ringing).call->alert_info, "<http://layby.invalid>;info=park-recall");
    EXPECT_EQ(world.seen(ringing).call->caller, (Party{"Ann Lee", "030123", false}));
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.picks_up(ringing);
    EXPECT_TRUE(world.audio.talk(caller, ringing));
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_EQ(world.board->counters().recalls_total, 1U);
    EXPECT_TRUE(world.in_order());
}

TEST(Recall, OffersTheCallersCodecFirst) {
    OfficeWorld world;
    world.parked_by("201");
    world.pass(121s);
    EXPECT_EQ(world.seen(world.ringing_one("201")).call->offer.codecs.front().codec, Codec::pcma);
}

TEST(Recall, ADifferentPhoneRingsWhenTheStepHasRungOut) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.pass(121s);
    const LegId first = world.ringing_one("201");
    world.pass(31s);
    EXPECT_FALSE(world.signalling.is_open(first));
    world.ringing_one("202");
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_order());
}

TEST(Recall, ABusyPhoneIsNotWaitedFor) {
    OfficeWorld world;
    world.parked_by("201");
    world.pass(121s);
    world.fails(world.ringing_one("201"), 486);
    world.ringing_one("202");
    EXPECT_TRUE(world.in_order());
}

TEST(Recall, OfAParkerWithoutAPhoneGoesToTheNextAtOnce) {
    OfficeWorld world;
    world.parked_by("201");
    world.has_devices("201", {});
    world.pass(121s);
    world.ringing_one("202");
}

TEST(Recall, ARetrieveMeanwhileStopsTheRingingWithoutAMissedCall) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.pass(121s);
    const LegId ringing = world.ringing_one("201");
    const LegId retriever = world.dial("204", "701");
    EXPECT_EQ(world.seen(ringing).cancelled, CancelReason::completed_elsewhere);
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    EXPECT_TRUE(world.in_order());
}

TEST(Recall, ACallerWhoHangsUpLeavesNoMissedCall) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.pass(121s);
    const LegId ringing = world.ringing_one("201");
    world.hangs_up(caller);
    EXPECT_EQ(world.seen(ringing).cancelled, CancelReason::completed_elsewhere);
    EXPECT_TRUE(world.at_rest());
}

TEST(Recall, AStepThatRangOutIsAMissedCall) {
    OfficeWorld world;
    world.parked_by("201");
    world.pass(121s);
    const LegId ringing = world.ringing_one("201");
    world.pass(31s);
    EXPECT_EQ(world.seen(ringing).cancelled, CancelReason::none);
}

TEST(Recall, ItsPhoneShowsTheCallerOnceItHasAnswered) {
    OfficeWorld world;
    world.parked_by("201");
    world.pass(121s);
    const LegId ringing = world.ringing_one("201");
    world.picks_up(ringing);
    EXPECT_EQ(world.seen(ringing).shown, (Party{"Ann Lee", "030123", false}));
}

TEST(Recall, AnAnswerThatCrossesTheRetrieveIsHungUp) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.pass(121s);
    const LegId ringing = world.ringing_one("201");
    const LegId retriever = world.dial("204", "701");
    world.seen(ringing).state = Seen::State::up;
    world.tell(calls::CallAnswered{ringing, speaks(), {}});
    EXPECT_FALSE(world.signalling.is_open(ringing));
    EXPECT_TRUE(world.audio.talk(caller, retriever));
}

TEST(Recall, ARetrieverWhoComesAfterTheAnswerIsToldWhoHasIt) {
    OfficeWorld world;
    world.parked_by("201");
    world.pass(121s);
    world.picks_up(world.ringing_one("201"));
    EXPECT_EQ(world.seen(world.dial("204", "701")).refused->status, 404);
}

TEST(Recall, ACallerWhoHangsUpWhileItRingsStopsIt) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.pass(121s);
    world.hangs_up(caller);
    EXPECT_TRUE(world.signalling.ringing("201").empty());
    EXPECT_TRUE(world.at_rest());
}

TEST(Recall, TheFallbackRingsAllItsPhones) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.pass(121s);
    world.fails(world.ringing_one("201"), 486);
    world.fails(world.ringing_one("202"), 486);
    const auto ringing = world.signalling.ringing("203");
    ASSERT_EQ(ringing.size(), 2U);
    world.picks_up(ringing[1]);
    EXPECT_TRUE(world.audio.talk(caller, ringing[1]));
    EXPECT_TRUE(world.in_order());
}

TEST(Recall, AFallbackOutsideTheHouseIsReachedByTrunk) {
    calls::Office office = small_office();
    office.lots[0].rules.ladder.clear();
    office.lots[0].rules.fallback = "0891234";
    OfficeWorld world{office};
    const LegId caller = world.parked_by("201");
    world.pass(121s);
    const LegId line = world.signalling.ringing_trunk("provider").at(0);
    world.picks_up(line);
    EXPECT_TRUE(world.audio.talk(caller, line));
}

TEST(Recall, ACallerNobodyTakesKeepsItsMusicForHours) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    for (const char* user : {"201", "202", "203", "204", "205"}) world.has_devices(user, {});
    for (int minute = 0; minute < 120; ++minute) {
        world.pass(1min);
        ASSERT_TRUE(world.audio.hears_music(caller));
        ASSERT_TRUE(world.in_order());
    }
    EXPECT_TRUE(world.is_up(caller));
}

TEST(Recall, APickedUpRecallHasTheCaller) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.pass(121s);
    const LegId picker = world.dial_replacing("204", world.ringing_one("201"));
    EXPECT_TRUE(world.audio.talk(caller, picker));
    world.confirms(picker);
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world
