// What a board orders: somebody who talks, or waits, is sent to another number, and is lost on no way.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::CommandResult;

/// 201 may call 0900 numbers no more.
calls::Office office_with_a_bar() {
    calls::Office office = small_office();
    office.users.at(0).outside.barred = {"0900."};
    return office;
}

TEST(TransferByOrder, RingsAndJoinsWhileTheOtherOneIsLetGo) {
    OfficeWorld world;
    const auto [caller, bob] = world.outside_call("201");
    EXPECT_EQ(world.transfer(caller, {"202"}), CommandResult::done);
    const LegId cleo = world.ringing_one("202");
    EXPECT_EQ(world.seen(cleo).call->caller.name, "Ann Lee");
    EXPECT_TRUE(world.is_up(bob)) << "until somebody answers";
    EXPECT_EQ(world.audio.port(bob)->heard.phrase, calls::Phrase{"tone/ringback"})
        << "it has asked for nothing";
    world.picks_up(cleo);
    EXPECT_TRUE(world.audio.talk(caller, cleo));
    EXPECT_TRUE(world.seen(bob).hung_up_by_us);
    EXPECT_EQ(world.seen(bob).reports, 0) << "it has asked for nothing";
    EXPECT_TRUE(world.in_order());
}

TEST(TransferByOrder, ToWhoWantsNoCallsIsRefusedAndTheTwoTalkOn) {
    OfficeWorld world;
    world.set_presence({"202", true, {}});
    const auto [caller, bob] = world.outside_call("201");
    EXPECT_EQ(world.transfer(caller, {"202"}), CommandResult::do_not_disturb);
    EXPECT_TRUE(world.audio.talk(caller, bob));
    EXPECT_TRUE(world.in_order());
}

TEST(TransferByOrder, ThatNobodyTakesLetsTheTwoTalkAgain) {
    OfficeWorld world;
    const auto [caller, bob] = world.outside_call("201");
    world.transfer(caller, {"202"});
    world.fails(world.ringing_one("202"), 486);
    EXPECT_TRUE(world.audio.talk(caller, bob));
    world.transfer(caller, {"202"});
    world.pass(61s);
    EXPECT_TRUE(world.audio.talk(caller, bob));
    EXPECT_TRUE(world.in_order());
}

TEST(TransferByOrder, GoesOnWhenTheOtherOneHangsUpAndRingsItBackInTheEnd) {
    OfficeWorld world;
    const auto [caller, bob] = world.outside_call("201");
    world.transfer(caller, {"202"});
    world.hangs_up(bob);
    world.fails(world.ringing_one("202"), 486);
    world.picks_up(world.ringing_one("201"));
    EXPECT_TRUE(world.in_order());
    EXPECT_TRUE(world.is_up(caller));
}

TEST(TransferByOrder, ToAGroupAndOutside) {
    calls::Office office = small_office();
    calls::Group& sales = office.groups.emplace_back();
    sales.number = "600";
    sales.users = {"202", "205"};
    OfficeWorld world{office};
    const auto [caller, bob] = world.outside_call("201");
    EXPECT_EQ(world.transfer(caller, {"600"}), CommandResult::done);
    world.ringing_one("205");
    world.fails(world.ringing_one("202"), 486);
    world.fails(world.ringing_one("205"), 486);
    EXPECT_EQ(world.transfer(caller, {"0301234"}), CommandResult::done);
    EXPECT_EQ(world.signalling.ringing_trunk("provider").size(), 1U);
}

TEST(TransferByOrder, ThatCanNotBeSaysWhyAndTouchesNobody) {
    OfficeWorld world{office_with_a_bar()};
    const auto [caller, bob] = world.outside_call("201");
    EXPECT_EQ(world.transfer({4711}, {"202"}), CommandResult::no_such_call);
    EXPECT_EQ(world.transfer(caller, {"299"}), CommandResult::no_such_number);
    EXPECT_EQ(world.transfer(caller, {"701"}), CommandResult::no_such_number)
        << "it is parked there, not sent";
    EXPECT_EQ(world.transfer(caller, {"206"}), CommandResult::not_registered);
    EXPECT_TRUE(world.audio.talk(caller, bob));
    EXPECT_EQ(world.transfer(bob, {"202"}), CommandResult::not_allowed) << "the caller would be left alone";
    EXPECT_EQ(world.transfer(caller, {"0900123"}), CommandResult::barred)
        << "on the account of who has the call";
    EXPECT_EQ(world.transfer(caller, {"0900123", "201"}), CommandResult::barred);
    EXPECT_TRUE(world.audio.talk(caller, bob));
    EXPECT_EQ(world.transfer(caller, {"0900123", "204"}), CommandResult::done) << "who orders pays";
    EXPECT_EQ(world.transfer(caller, {"202"}), CommandResult::not_talking) << "it is under way";
    EXPECT_TRUE(world.in_order());
}

TEST(TransferByOrder, OutlivesTheServer) {
    OfficeWorld world;
    const auto [caller, bob] = world.outside_call("201");
    world.transfer(caller, {"202"});
    world.restart();
    const LegId cleo = world.ringing_one("202");
    world.picks_up(cleo);
    EXPECT_TRUE(world.audio.talk(caller, cleo));
    EXPECT_FALSE(world.is_up(bob));
    EXPECT_TRUE(world.in_order());
}

TEST(TransferFromASlot, RingsWhileTheCallerWaitsAndGoesToWhoAnswers) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    EXPECT_EQ(world.transfer("main", {701}, {"202"}), CommandResult::done);
    EXPECT_TRUE(world.audio.hears_music(caller));
    const LegId cleo = world.ringing_one("202");
    EXPECT_FALSE(world.seen(cleo).call->auto_answer);
    world.picks_up(cleo);
    EXPECT_TRUE(world.audio.talk(caller, cleo));
    EXPECT_FALSE(world.in_slot(701));
    EXPECT_TRUE(world.in_order());
}

TEST(TransferFromASlot, OutsideAsWell) {
    OfficeWorld world{office_with_a_bar()};
    const LegId caller = world.parked_by("201");
    EXPECT_EQ(world.transfer("main", {701}, {"0900123"}), CommandResult::barred) << "the parker pays";
    EXPECT_EQ(world.transfer("main", {701}, {"0301234"}), CommandResult::done);
    const LegId outside = world.signalling.ringing_trunk("provider").front();
    world.picks_up(outside);
    EXPECT_TRUE(world.audio.talk(caller, outside));
    EXPECT_TRUE(world.in_order());
}

TEST(TransferFromASlot, OutsideIsOnTheAccountOfTheLineIfNoUserHasParkedIt) {
    OfficeWorld world;
    const LegId caller = world.arrive("pbx", "*7702");
    world.confirms(caller);
    ASSERT_TRUE(world.in_slot(702));
    calls::Office office = small_office();
    office.trunks.back().outside.allowed = false;
    world.reload(office);
    EXPECT_EQ(world.transfer("main", {702}, {"0301234"}), CommandResult::barred);
    EXPECT_EQ(world.transfer("main", {702}, {"202"}), CommandResult::done);
}

TEST(TransferFromASlot, GoesToNobodyWhoMayNotHaveItOrIsItself) {
    calls::Office office = small_office();
    office.users.at(1).may_retrieve = false;
    OfficeWorld world{office};
    const auto [bob, cleo] = world.talk("201", "204");
    world.transfers(cleo, "701");
    ASSERT_TRUE(world.in_slot(701));
    EXPECT_EQ(world.transfer("main", {701}, {"202"}), CommandResult::not_allowed);
    EXPECT_EQ(world.transfer("main", {701}, {"201"}), CommandResult::not_allowed);
    EXPECT_EQ(world.transfer("main", {701}, {"206"}), CommandResult::not_registered);
    EXPECT_TRUE(world.audio.hears_music(bob));
}

TEST(TransferFromASlot, ThatNobodyTakesLeavesTheCallerThere) {
    OfficeWorld world;
    const LegId caller = world.parked_by("201");
    world.transfer("main", {701}, {"202"});
    world.pass(31s);
    EXPECT_TRUE(world.signalling.ringing("202").empty());
    EXPECT_TRUE(world.audio.hears_music(caller));
    EXPECT_TRUE(world.in_slot(701));
    EXPECT_EQ(world.transfer("main", {702}, {"202"}), CommandResult::slot_empty);
    EXPECT_EQ(world.transfer("main", {701}, {"700"}), CommandResult::no_such_number);
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world
