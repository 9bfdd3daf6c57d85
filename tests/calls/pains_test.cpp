// What people suffer from in other systems, each as it must be here: methods, identity, races.
#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

const Party ann_lee{"Ann Lee", "030123", false};

TEST(Pains, TwoCallersParkedAtTheSameMomentNeverTalkToEachOther) {
    OfficeWorld world;
    const auto one = world.outside_call("201"), other = world.outside_call("202");
    world.transfers(one.callee, "700");
    world.transfers(other.callee, "700");
    EXPECT_TRUE(world.in_slot(701) && world.in_slot(702));
    EXPECT_TRUE(world.audio.hears_music(one.caller));
    EXPECT_TRUE(world.audio.hears_music(other.caller));
    EXPECT_TRUE(world.in_order());
}

TEST(Pains, TwoAttendedParksAtTheSameMomentKeepTheirOwnSlots) {
    OfficeWorld world;
    const auto one = world.outside_call("201"), other = world.outside_call("202");
    world.holds(one.callee);
    world.holds(other.callee);
    const LegId first = world.dial("201", "700"), second = world.dial("202", "700");
    world.transfers_to_leg(other.callee, second);
    world.transfers_to_leg(one.callee, first);
    EXPECT_EQ(world.in_slot(701)->parker.user, "201");
    EXPECT_EQ(world.in_slot(702)->parker.user, "202");
    EXPECT_TRUE(world.audio.hears_music(one.caller));
    EXPECT_TRUE(world.audio.hears_music(other.caller));
    EXPECT_TRUE(world.in_order());
}

TEST(Pains, OfTwoWhoParkAtTheSameMomentEachIsShownItsOwnSlot) {
    OfficeWorld world;
    const auto one = world.outside_call("201"), other = world.outside_call("202");
    world.transfers(one.callee, "700");
    world.transfers(other.callee, "700");
    EXPECT_EQ(world.seen(one.callee).shown.name, "Parked 701");
    EXPECT_EQ(world.seen(other.callee).shown.name, "Parked 702");
}

TEST(Pains, ATransferIntoATakenSlotNeverConnectsStrangers) {
    OfficeWorld world;
    const LegId parked = world.parked_by("201", "701");
    const auto [caller, callee] = world.outside_call("202");
    world.transfers(callee, "701");
    EXPECT_EQ(world.seen(callee).transfer_refused->status, 486);
    EXPECT_TRUE(world.audio.hears_music(parked));
    world.hears_prompt(callee);
    EXPECT_TRUE(world.audio.talk(caller, callee));
}

TEST(Pains, DiallingAnEmptySlotNeverParksWhoDials) {
    OfficeWorld world;
    for (const char* number : {"703", "*88703"}) {
        const LegId leg = world.dial("201", number);
        EXPECT_EQ(world.seen(leg).refused->status, 404) << number;
        EXPECT_FALSE(world.in_slot(703));
    }
    EXPECT_TRUE(world.at_rest());
}

TEST(Pains, ATransferToANumberThatDoesNotExistNeverCostsTheCall) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    for (const char* number : {"799", "*68799", "*88", ""}) {
        world.transfers(callee, number);
        EXPECT_TRUE(world.seen(callee).transfer_refused) << number;
        EXPECT_TRUE(world.audio.talk(caller, callee)) << number;
    }
}

TEST(Pains, AHangUpAfterRetrievalReachesTheOtherSide) {
    for (const bool caller_first : {true, false}) {
        OfficeWorld world;
        const LegId caller = world.parked_by("201");
        const LegId retriever = world.dial("202", "*88701");
        world.confirms(retriever);
        world.hangs_up(caller_first ? caller : retriever);
        EXPECT_TRUE(world.seen(caller_first ? retriever : caller).hung_up_by_us);
        EXPECT_TRUE(world.at_rest());
    }
}

TEST(Pains, TheRetrieverSeesTheCallerAndNotTheSlotWhateverItDials) {
    for (const char* number : {"701", "*88701", "*88201", "*86"}) {
        OfficeWorld world;
        world.parked_by("201");
        EXPECT_EQ(world.seen(world.dial("202", number)).shown, ann_lee) << number;
    }
    OfficeWorld world;
    world.parked_by("201");
    EXPECT_EQ(world.seen(world.dial_orbit("202", "701")).shown, ann_lee);
}

TEST(Pains, TheCallerStaysWhoItIsThroughTransferParkRecallAndParkAgain) {
    OfficeWorld world;
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "204");
    const LegId second = world.ringing_one("204");
    EXPECT_EQ(world.seen(second).call->caller, ann_lee);
    world.picks_up(second);
    world.keys(second, "*72");
    world.pass(121s);
    const LegId recall = world.ringing_one("204");
    EXPECT_EQ(world.seen(recall).call->caller, ann_lee);
    world.picks_up(recall);
    world.transfers(recall, "700");
    world.hears_prompt(recall);
    world.hangs_up(recall);
    EXPECT_EQ(world.seen(world.dial("202", "701")).shown, ann_lee);
    EXPECT_TRUE(world.in_order());
}

TEST(Pains, AnAnonymousCallerStaysAnonymousInEveryMessageAndDisplay) {
    OfficeWorld world;
    calls::CallArrived call;
    call.leg = world.signalling.arrive(speaks());
    call.from = {calls::Origin::Kind::trunk, "provider", {}};
    call.caller = {"Ann Lee", "030123", true};
    call.number = "201";
    call.offer = speaks();
    call.near_ip = "127.0.0.2";
    world.tell(call);
    const LegId callee = world.ringing_one("201");
    world.picks_up(callee);
    world.holds(callee);
    const auto second = world.talk("201", "204");
    world.holds(second.caller);
    world.resumes(callee);
    world.holds(callee);
    const LegId code = world.dial("201", "*68202");
    EXPECT_EQ(world.seen(code).shown.name, "Parked 701 · anonymous");
    for (const auto& message : world.signalling.messages)
        EXPECT_EQ(message.text, "Parked for you: anonymous, slot 701");
    for (const std::string& word : world.audio.port(code)->heard.phrase)
        EXPECT_TRUE(word != "digits/3" && !word.starts_with("vm-from")) << word;
}

TEST(Pains, AfterRetrievalHoldAndResumeWorkEveryTime) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId retriever = world.dial("202", "*88701");
    world.confirms(retriever);
    for (int time = 0; time < 3; ++time) {
        world.holds(retriever);
        EXPECT_TRUE(world.audio.hears_music(caller));
        world.resumes(retriever);
        EXPECT_TRUE(world.audio.talk(caller, retriever));
    }
}

TEST(Pains, ALotThatIsFullNeverHangsUpACaller) {
    for (const char* way : {"transfer", "code", "keys"}) {
        OfficeWorld world;
        for (int slot = 0; slot < 5; ++slot) world.parked_by("202");
        const auto [caller, callee] = world.outside_call("201");
        if (way == std::string{"transfer"}) world.transfers(callee, "700");
        if (way == std::string{"keys"}) world.keys(callee, "*72");
        if (way == std::string{"code"}) {
            world.holds(callee);
            EXPECT_EQ(world.seen(world.dial("201", "*68")).refused->reason, "lot full");
            world.resumes(callee);
        }
        world.hears_prompt(callee);
        EXPECT_TRUE(world.audio.talk(caller, callee)) << way;
        EXPECT_TRUE(world.in_order());
    }
}

calls::Office with_a_second_lot() {
    calls::Office office = small_office();
    calls::LotNumbers doctors = office.lots[0];
    doctors.rules.name = "doctors";
    doctors.rules.first = {801};
    doctors.rules.last = {802};
    doctors.park_number = "800";
    doctors.park_prefix.clear();
    office.lots.push_back(doctors);
    return office;
}

TEST(Pains, ALotThatIsFullLeavesTheOtherAlone) {
    OfficeWorld world{with_a_second_lot()};
    world.parked_by("201", "800");
    world.parked_by("201", "800");
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "800");
    EXPECT_EQ(world.seen(callee).transfer_refused->status, 486);
    world.hears_prompt(callee);
    world.transfers(callee, "700");
    EXPECT_TRUE(world.in_slot(701));
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_order());
}

TEST(Pains, ARecallRingsThePhoneAtWhichItsParkerIsByNow) {
    OfficeWorld world;
    world.parked_by("201");
    const DeviceId another_desk{99};
    world.has_devices("201", {{another_desk, "127.0.0.1"}});
    world.pass(121s);
    EXPECT_EQ(world.seen(world.ringing_one("201")).call->device, another_desk);
}

TEST(Pains, ASecondLotParksIntoItself) {
    OfficeWorld world{with_a_second_lot()};
    world.parked_by("201", "800");
    EXPECT_TRUE(world.in_slot(801));
    const auto [caller, held] = world.outside_call("204");
    world.holds(held);
    world.dial("204", "*68802");
    EXPECT_TRUE(world.in_slot(802));
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.in_order());
}

TEST(Pains, TwoUsersWhoWantTheSameSlotAtOnceBothKeepTheirCallers) {
    OfficeWorld world;
    const auto one = world.outside_call("201"), other = world.outside_call("202");
    world.tell(calls::TransferAsked{one.callee, "park", "703", {}});
    world.tell(calls::TransferAsked{other.callee, "park", "703", {}});
    EXPECT_TRUE(world.audio.hears_music(one.caller));
    EXPECT_EQ(world.seen(other.callee).transfer_refused->reason, "slot taken by 201");
    world.hears_prompt(other.callee);
    EXPECT_TRUE(world.audio.talk(other.caller, other.callee));
}

TEST(Pains, OfRetrieversByDifferentMethodsAtOnceExactlyOneHasTheCaller) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    const LegId winner = world.dial("202", "*86");
    for (const char* number : {"701", "*88701", "*88201", "*86"}) {
        const LegId loser = world.dial("204", number);
        ASSERT_TRUE(world.seen(loser).refused) << number;
        EXPECT_TRUE(world.seen(loser).refused->status == 480 || world.seen(loser).refused->status == 404);
    }
    world.confirms(winner);
    EXPECT_TRUE(world.audio.talk(caller, winner));
    EXPECT_TRUE(world.in_order());
}

TEST(Pains, AKeyPressedByAParkedCallerDropsNothing) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.keys(caller, "#*0");
    world.keys_by_info(caller, "#*72");
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world
