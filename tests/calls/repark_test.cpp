// Parking again, and parking by itself after a long hold: who the caller is stays, and the last parker has it
// back.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

void parks(OfficeWorld& world, LegId leg, const std::string& number = "700") {
    world.transfers(leg, number);
    world.hears_prompt(leg);
    world.hangs_up(leg);
}

TEST(Repark, ByTheRetrieverPrefersTheSameSlotEvenInQuarantine) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201", "703");
    const LegId retriever = world.dial("202", "703");
    world.confirms(retriever);
    parks(world, retriever);
    ASSERT_TRUE(world.in_slot(703));
    EXPECT_EQ(world.in_slot(703)->caller, (Party{"Ann Lee", "030123", false}));
    EXPECT_EQ(world.in_slot(703)->parker.user, "202");
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.pass(121s);
    EXPECT_EQ(world.signalling.ringing("202").size(), 1U);
    EXPECT_TRUE(world.signalling.ringing("201").empty());
}

TEST(Repark, ByConsultationPrefersTheSameSlotToo) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201", "703");
    const LegId retriever = world.dial("202", "703");
    world.confirms(retriever);
    world.holds(retriever);
    const LegId consultation = world.dial("202", "700");
    world.confirms(consultation);
    world.transfers_to_leg(retriever, consultation);
    EXPECT_TRUE(world.in_slot(703));
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_order());
}

TEST(Repark, IntoAnotherSlotWhereSomebodyElseHasTheOldOne) {
    OfficeWorld world;
    world.parked_by("201", "703");
    const LegId retriever = world.dial("202", "703");
    world.confirms(retriever);
    world.pass(11s);
    world.parked_by("204", "703");
    parks(world, retriever);
    EXPECT_EQ(world.in_slot(703)->parker.user, "204");
    EXPECT_EQ(world.in_slot(701)->parker.user, "202");
}

TEST(Repark, OfACallThatCameByTransferKeepsTheCallerAndReturnsToTheLastParker) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "204");
    const LegId target = world.ringing_one("204");
    world.picks_up(target);
    parks(world, target);
    ASSERT_TRUE(world.in_slot(701));
    EXPECT_EQ(world.in_slot(701)->caller, (Party{"Ann Lee", "030123", false}));
    EXPECT_EQ(world.in_slot(701)->parker.user, "204");
    world.pass(121s);
    const LegId recall = world.ringing_one("204");
    EXPECT_EQ(world.seen(recall).call->caller, (Party{"Ann Lee", "030123", false}));
    EXPECT_TRUE(world.audio.hears_music(caller));
}

TEST(Repark, OfARecallKeepsTheCallerAndTheSlot) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201", "704");
    world.pass(121s);
    const LegId recall = world.ringing_one("201");
    world.picks_up(recall);
    EXPECT_TRUE(world.audio.talk(caller, recall));
    parks(world, recall);
    ASSERT_TRUE(world.in_slot(704));
    EXPECT_EQ(world.in_slot(704)->caller, (Party{"Ann Lee", "030123", false}));
    EXPECT_EQ(world.in_slot(704)->parker.user, "201");
    world.pass(121s);
    EXPECT_EQ(world.signalling.ringing("201").size(), 1U);
    EXPECT_TRUE(world.in_order());
}

TEST(Repark, OfTheRetrieverByTheCallerShowsTheRetriever) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("204", "201");
    parks(world, callee);
    const LegId retriever = world.dial("202", "701");
    world.confirms(retriever);
    parks(world, caller);
    ASSERT_TRUE(world.in_slot(702));
    EXPECT_EQ(world.in_slot(702)->caller.number, "202");
    EXPECT_EQ(world.in_slot(702)->parker.user, "204");
}

TEST(Repark, OfASecondCallLeavesTheFirstAlone) {
    OfficeWorld world;
    const auto first = world.outside_call("201");
    world.holds(first.callee);
    const auto second = world.talk("201", "204");
    parks(world, second.caller);
    EXPECT_EQ(world.in_slot(701)->caller.number, "204");
    world.resumes(first.callee);
    EXPECT_TRUE(world.audio.talk(first.caller, first.callee));
}

// -- a hold that becomes a park

calls::Office forgetful_office() {
    calls::Office office = small_office();
    office.park_after_hold = 2min;
    return office;
}

TEST(LongHold, IsNeverParkedUnlessSet) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.holds(callee);
    world.pass(1h);
    EXPECT_TRUE(world.is_up(callee));
    EXPECT_FALSE(world.in_slot(701));
}

TEST(LongHold, BecomesAParkOfTheHolderWhoIsToldByMessage) {
    OfficeWorld world{forgetful_office()};
    const auto [caller, callee] = world.outside_call("201");
    world.holds(callee);
    world.pass(119s);
    EXPECT_FALSE(world.in_slot(701));
    world.pass(2s);
    ASSERT_TRUE(world.in_slot(701));
    EXPECT_EQ(world.in_slot(701)->parker.user, "201");
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_EQ(world.seen(callee).shown.name, "Parked 701");
    ASSERT_EQ(world.signalling.messages.size(), 1U);
    EXPECT_EQ(world.signalling.messages[0].text, "Parked: Ann Lee, slot 701");
    world.pass(5s);
    EXPECT_TRUE(world.seen(callee).hung_up_by_us);
    EXPECT_TRUE(world.is_up(caller));
    EXPECT_TRUE(world.in_order());
}

TEST(LongHold, ThatEndsInTimeIsNoPark) {
    OfficeWorld world{forgetful_office()};
    const auto [caller, callee] = world.outside_call("201");
    world.holds(callee);
    world.pass(100s);
    world.resumes(callee);
    world.pass(100s);
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(LongHold, OfAnOutsidePartyIsNoPark) {
    OfficeWorld world{forgetful_office()};
    const auto [caller, callee] = world.outside_call("201");
    world.holds(caller);
    world.pass(10min);
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.is_up(callee));
}

TEST(LongHold, WithAFullLotStaysAHoldAndIsTriedAgain) {
    OfficeWorld world{forgetful_office()};
    LegId parked;
    for (int slot = 0; slot < 5; ++slot) parked = world.parked_by("202");
    const auto [caller, callee] = world.outside_call("201");
    world.holds(callee);
    world.pass(121s);
    EXPECT_TRUE(world.is_up(callee));
    EXPECT_TRUE(world.audio.hears_music(caller));
    world.hangs_up(parked);
    world.pass(121s);
    EXPECT_TRUE(world.in_slot(705));
    EXPECT_EQ(world.in_slot(705)->parker.user, "201");
}

// -- the parker always learns the slot

TEST(TheParker, WhoseLegDisplayAndMessageAllFailedIsRungAndTold) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "700");
    world.hangs_up(callee);
    world.message_settles(false);
    const LegId nudge = world.ringing_one("201");
    EXPECT_EQ(world.seen(nudge).call->shown_name, "Waiting 701 · Ann Lee");
    EXPECT_EQ(world.seen(nudge).call->caller, (Party{"Ann Lee", "030123", false}));
    world.picks_up(nudge);
    EXPECT_TRUE(world.audio.talk(caller, nudge));
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world
