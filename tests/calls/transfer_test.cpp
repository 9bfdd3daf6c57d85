// Transfers outside parking, and calls that take another's place.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

TEST(BlindTransfer, TheTargetGetsTheCallerAndTheTransferorIsLetGo) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "202");
    EXPECT_TRUE(world.seen(callee).transfer_accepted);
    EXPECT_EQ(world.audio.port(caller)->heard.what, Heard::What::loop);
    const LegId target = world.ringing_one("202");
    EXPECT_EQ(world.seen(target).call->caller.name, "Ann Lee");
    EXPECT_EQ(world.seen(target).call->referred_by, "201");
    world.picks_up(target);
    EXPECT_TRUE(world.audio.talk(caller, target));
    EXPECT_EQ(world.seen(callee).transfer_status, 200);
    EXPECT_EQ(world.seen(caller).shown.name, "Cleo Fox");
    EXPECT_FALSE(world.seen(callee).hung_up_by_us);
    world.pass(5s);
    EXPECT_TRUE(world.seen(callee).hung_up_by_us);
    EXPECT_TRUE(world.in_order());
    world.hangs_up(caller);
    EXPECT_TRUE(world.at_rest());
}

TEST(BlindTransfer, ToABusyTargetTheTransferorHasItsCallBack) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "202");
    world.fails(world.ringing_one("202"), 486);
    EXPECT_EQ(world.seen(callee).transfer_status, 486);
    EXPECT_TRUE(world.audio.talk(caller, callee));
    world.transfers(callee, "204");  // and may try again
    world.picks_up(world.ringing_one("204"));
    EXPECT_EQ(world.seen(callee).transfer_status, 200);
    EXPECT_TRUE(world.in_order());
}

TEST(BlindTransfer, ToNowhereIsRefusedAndTheCallStays) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "999");
    EXPECT_EQ(world.seen(callee).transfer_refused->status, 404);
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(BlindTransfer, ATransferorWhoHasHungUpIsRungBack) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "202");
    world.hangs_up(callee);
    EXPECT_TRUE(world.is_up(caller));
    world.fails(world.ringing_one("202"), 486);
    const LegId back = world.ringing_one("201");
    EXPECT_EQ(world.seen(back).call->caller.name, "Ann Lee");
    world.picks_up(back);
    EXPECT_TRUE(world.audio.talk(caller, back));
    world.everybody_hangs_up();
    EXPECT_TRUE(world.at_rest());
}

TEST(BlindTransfer, ACallerNobodyTakesIsHungUpAfterThreeTries) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "202");
    world.hangs_up(callee);
    world.fails(world.ringing_one("202"), 480);
    for (int attempt = 0; attempt < 3; ++attempt) {
        ASSERT_TRUE(world.is_up(caller));
        world.fails(world.ringing_one("201"), 480);
        EXPECT_TRUE(world.nobody_forgotten(caller));
        EXPECT_TRUE(world.in_order());
        world.pass(11s);
    }
    EXPECT_TRUE(world.seen(caller).hung_up_by_us);
    EXPECT_TRUE(world.at_rest());
}

TEST(BlindTransfer, ACallerWhoHangsUpStopsTheRinging) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "202");
    world.hangs_up(caller);
    EXPECT_TRUE(world.signalling.ringing("202").empty());
    EXPECT_EQ(world.seen(callee).transfer_status, 487);
    world.pass(5s);
    EXPECT_TRUE(world.at_rest());
}

TEST(BlindTransfer, OutOfTheHouseByATrunkPartyNeedsTheRight) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(caller, "0891234");
    EXPECT_EQ(world.seen(caller).transfer_refused->status, 403);
    world.transfers(callee, "0891234");
    EXPECT_TRUE(world.seen(callee).transfer_accepted);
}

TEST(BlindTransfer, ASecondOneWhileTheFirstIsUnderWayIsRefused) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "202");
    world.transfers(callee, "204");
    EXPECT_EQ(world.seen(callee).transfer_refused->status, 491);
    EXPECT_TRUE(world.in_order());
}

struct Consulted {
    LegId caller, main, consult, target;
};

Consulted consult_to_transfer(OfficeWorld& world) {
    const auto [caller, main] = world.outside_call("201");
    world.holds(main);
    const auto [consult, target] = world.talk("201", "202");
    return {caller, main, consult, target};
}

class AttendedTransfer : public ::testing::TestWithParam<bool> {};

TEST_P(AttendedTransfer, JoinsTheTwoOthersWhicheverLegItCameOn) {
    OfficeWorld world;
    const auto [caller, main, consulting, target] = consult_to_transfer(world);
    const LegId referrer = GetParam() ? main : consulting;
    const LegId named = GetParam() ? consulting : main;
    world.transfers_to_leg(referrer, named);
    EXPECT_TRUE(world.audio.talk(caller, target));
    EXPECT_EQ(world.seen(referrer).transfer_status, 200);
    EXPECT_EQ(world.seen(caller).shown.name, "Cleo Fox");
    EXPECT_EQ(world.seen(target).shown.name, "Ann Lee");
    world.pass(5s);
    EXPECT_TRUE(world.seen(main).hung_up_by_us);
    EXPECT_TRUE(world.seen(consulting).hung_up_by_us);
    world.hangs_up(target);
    EXPECT_TRUE(world.at_rest());
}

INSTANTIATE_TEST_SUITE_P(Legs, AttendedTransfer, ::testing::Bool());

TEST(Transfer, WhileTheTargetStillRingsItGoesOnRingingForTheCaller) {
    OfficeWorld world;
    const auto [caller, main] = world.outside_call("201");
    world.holds(main);
    const LegId consulting = world.dial("201", "202");
    const LegId target = world.ringing_one("202");
    world.rings(target);
    world.transfers_to_leg(main, consulting);
    EXPECT_EQ(world.seen(consulting).refused->status, 487);
    EXPECT_TRUE(world.signalling.is_open(target));
    EXPECT_TRUE(world.in_order());
    world.picks_up(target);
    EXPECT_TRUE(world.audio.talk(caller, target));
    EXPECT_EQ(world.seen(main).transfer_status, 200);
}

TEST(Transfer, ToAConsultationThatIsOverIsRefusedAndTheCallStays) {
    OfficeWorld world;
    const auto [caller, main, consulting, target] = consult_to_transfer(world);
    world.hangs_up(consulting);
    world.transfers_to_leg(main, consulting);
    EXPECT_EQ(world.seen(main).transfer_refused->status, 488);
    world.resumes(main);
    EXPECT_TRUE(world.audio.talk(caller, main));
}

TEST(Transfer, OfTwoLegsThatTalkToEachOtherIsRefused) {
    OfficeWorld world;
    const auto [caller, callee] = world.talk("201", "202");
    world.transfers_to_leg(caller, callee);
    EXPECT_EQ(world.seen(caller).transfer_refused->status, 488);
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(Replaces, ANewCallTakesTheReplacedOnesPlace) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    const LegId newcomer = world.dial_replacing("202", callee);
    EXPECT_TRUE(world.audio.talk(caller, newcomer));
    EXPECT_TRUE(world.seen(callee).hung_up_by_us);
    EXPECT_EQ(world.seen(newcomer).shown.name, "Ann Lee");
    EXPECT_EQ(world.seen(caller).shown.name, "Cleo Fox");
    EXPECT_TRUE(world.in_order());
}

TEST(Replaces, ARingingPhonesCallIsPickedUp) {
    OfficeWorld world;
    const LegId caller = world.arrive("provider", "4930201");
    const LegId ringing = world.ringing_one("201");
    const LegId picker = world.dial_replacing("202", ringing);
    EXPECT_TRUE(world.audio.talk(caller, picker));
    EXPECT_EQ(world.seen(ringing).cancelled, calls::CancelReason::completed_elsewhere);
    EXPECT_TRUE(world.in_order());
    world.hangs_up(picker);
    EXPECT_TRUE(world.at_rest());
}

TEST(Replaces, AParkedCallersLegRetrieves) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial_replacing("202", caller);
    EXPECT_TRUE(world.audio.talk(caller, retriever));
    world.confirms(retriever);
    EXPECT_FALSE(world.in_slot(701));
}

TEST(Replaces, ACallThatIsGoneIs481) {
    OfficeWorld world;
    const LegId newcomer = world.dial_replacing("202", LegId{99});
    EXPECT_EQ(world.seen(newcomer).refused->status, 481);
    EXPECT_TRUE(world.at_rest());
}

}  // namespace
}  // namespace layby::world
