// A group of phones is called by one number: who rings, in which order, who wins, and where the call goes on.
#include <gmock/gmock.h>

#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::Group;

/// 600: 201, 202 and 206, who has no phone.
Group sales() {
    Group group;
    group.number = "600";
    group.name = "Sales";
    group.users = {"201", "202", "206"};
    return group;
}

calls::Office office_with(Group group) {
    calls::Office office = small_office();
    office.groups = {std::move(group)};
    return office;
}

Group in_turn(std::string then = {}) {
    Group group = sales();
    group.rings = Group::Rings::in_turn;
    group.then = std::move(then);
    return group;
}

bool rings_at(OfficeWorld& world, const std::string& user) { return !world.signalling.ringing(user).empty(); }

TEST(Groups, RingAllMembersAtOnceAndTheFirstWhoAnswersHasTheCaller) {
    OfficeWorld world{office_with(sales())};
    const LegId caller = world.dial("204", "600");
    const LegId ann = world.ringing_one("201"), cleo = world.ringing_one("202");
    world.rings(ann);
    EXPECT_EQ(world.seen(caller).shown, (Party{"Sales", "600", false}));
    EXPECT_EQ(world.seen(ann).call->shown_name, "Sales · Eve Kay");
    EXPECT_EQ(world.seen(ann).call->caller.number, "204");
    world.picks_up(cleo);
    world.confirms(caller);
    EXPECT_TRUE(world.audio.talk(caller, cleo));
    EXPECT_EQ(world.seen(ann).cancelled, calls::CancelReason::completed_elsewhere);
    EXPECT_EQ(world.seen(caller).shown, (Party{"Cleo Fox", "202", false}));
    EXPECT_TRUE(world.in_order());
}

TEST(Groups, AreCalledFromOutsideByARoute) {
    calls::Office office = office_with(sales());
    office.routes_in = {{"provider", "4930600", "600"}};
    OfficeWorld world{office};
    const LegId caller = world.arrive("provider", "4930600");
    world.picks_up(world.ringing_one("201"));
    EXPECT_TRUE(world.audio.talk(caller, world.signalling.open_legs().back()));
    EXPECT_TRUE(world.in_order());
}

TEST(Groups, LetOnlyOneOfTwoWinWhoAnswerAtOnce) {
    OfficeWorld world{office_with(sales())};
    const LegId caller = world.dial("204", "600");
    const LegId ann = world.ringing_one("201"), cleo = world.ringing_one("202");
    world.picks_up(ann);
    world.tell(calls::CallAnswered{cleo, speaks(), {}});  // it crossed our CANCEL
    world.confirms(caller);
    EXPECT_TRUE(world.audio.talk(caller, ann));
    EXPECT_EQ(world.seen(cleo).cancelled, calls::CancelReason::completed_elsewhere);
    EXPECT_FALSE(world.is_up(cleo));
    EXPECT_TRUE(world.in_order());
}

TEST(Groups, StopRingingWhenTheCallerHangsUp) {
    for (const Group& group : {sales(), in_turn()}) {
        OfficeWorld world{office_with(group)};
        world.cancels(world.dial("204", "600"));
        EXPECT_TRUE(world.at_rest());
        world.pass(5min);
        EXPECT_TRUE(world.at_rest());
    }
}

TEST(Groups, DoNotDisturbWhoIsOnACallWhileSomebodyIsFree) {
    OfficeWorld world{office_with(sales())};
    world.talk("201", "205");
    world.dial("204", "600");
    EXPECT_FALSE(rings_at(world, "201"));
    EXPECT_TRUE(rings_at(world, "202"));
}

TEST(Groups, KnockWhereEverybodyIsOnACall) {
    OfficeWorld world{office_with(sales())};
    world.talk("201", "202");
    world.dial("204", "600");
    EXPECT_TRUE(rings_at(world, "201"));
    EXPECT_TRUE(rings_at(world, "202"));
}

TEST(Groups, NeverRingTheirOwnCaller) {
    Group group = sales();
    group.users = {"203", "206"};
    OfficeWorld world{office_with(group)};
    const LegId caller = world.dial("203", "600");
    EXPECT_EQ(world.seen(caller).refused->status, 480);
    EXPECT_TRUE(world.at_rest());
}

TEST(Groups, ThatNobodyAnswersSendTheCallOn) {
    Group group = sales();
    group.then = "203";
    OfficeWorld world{office_with(group)};
    const LegId caller = world.dial("204", "600");
    const LegId ann = world.ringing_one("201");
    world.rings(ann);
    world.pass(61s);
    EXPECT_FALSE(rings_at(world, "201"));
    EXPECT_EQ(world.seen(ann).cancelled, calls::CancelReason::none);
    EXPECT_FALSE(world.seen(caller).refused);
    const LegId dan = world.signalling.ringing("203").at(0);
    EXPECT_EQ(world.seen(dan).call->caller.number, "204");
    world.picks_up(dan);
    world.confirms(caller);
    EXPECT_TRUE(world.audio.talk(caller, dan));
    EXPECT_TRUE(world.in_order());
}

TEST(Groups, WithoutAPhoneSendTheCallOnAtOnce) {
    Group group = sales();
    group.users = {"206"};
    group.then = "203";
    OfficeWorld world{office_with(group)};
    world.dial("204", "600");
    EXPECT_EQ(world.signalling.ringing("203").size(), 2U);
}

TEST(Groups, ThatAllDeclineSendTheCallOnOutside) {
    Group group = sales();
    group.then = "0301234";
    OfficeWorld world{office_with(group)};
    const LegId caller = world.arrive("provider", "600");  // which may not call out by itself
    world.fails(world.ringing_one("201"), 486);
    world.fails(world.ringing_one("202"), 603);
    ASSERT_EQ(world.signalling.ringing_trunk("provider").size(), 1U);
    world.picks_up(world.signalling.ringing_trunk("provider").front());
    EXPECT_TRUE(world.is_up(caller));
    EXPECT_TRUE(world.in_order());
}

TEST(Groups, WithNowhereToGoOnSayWhy) {
    OfficeWorld world{office_with(sales())};
    const LegId caller = world.dial("204", "600");
    world.pass(61s);
    EXPECT_EQ(world.seen(caller).refused, (calls::Refused{480, "no answer"}));
    EXPECT_TRUE(world.at_rest());
}

TEST(Groups, AreNotTakenAlongByAMemberWhoSendsItsCallsElsewhere) {
    OfficeWorld world{office_with(sales())};
    world.dial("204", "600");
    world.fails(world.ringing_one("201"), 302, "203");
    EXPECT_FALSE(rings_at(world, "203"));
    EXPECT_TRUE(rings_at(world, "202"));
}

TEST(Groups, RingTransferredCallers) {
    OfficeWorld world{office_with(sales())};
    const auto [caller, callee] = world.outside_call("204");
    world.transfers(callee, "600");
    world.picks_up(world.ringing_one("202"));
    EXPECT_EQ(world.seen(callee).transfer_status, 200);
    EXPECT_TRUE(world.in_order());
}

TEST(Groups, AreDialledInVainWhereTheyNoLongerAre) {
    OfficeWorld world{office_with(sales())};
    const LegId caller = world.dial("204", "600");
    world.reload(small_office());
    const LegId cleo = world.ringing_one("202");
    world.picks_up(cleo);
    world.confirms(caller);
    EXPECT_TRUE(world.audio.talk(caller, cleo));
    EXPECT_EQ(world.seen(world.dial("205", "600")).refused->status, 404);
    EXPECT_TRUE(world.in_order());
}

TEST(Groups, KeepTheirPromiseThoughAReloadHasTakenThemAway) {
    for (const bool one_by_one : {false, true}) {
        Group group = in_turn("203");
        if (!one_by_one) group.rings = Group::Rings::together;
        OfficeWorld world{office_with(group)};
        const LegId caller = world.dial("204", "600");
        world.reload(small_office());
        world.pass(61s);
        EXPECT_TRUE(rings_at(world, "203"));
        EXPECT_FALSE(world.seen(caller).refused);
        EXPECT_TRUE(world.in_order());
    }
}

TEST(Groups, AreDoneWithWhenTheServerDiesWhileTheyRing) {
    for (const Group& group : {sales(), in_turn("203")}) {
        OfficeWorld world{office_with(group)};
        world.dial("204", "600");
        world.restart(office_with(group));
        world.pass(5min);
        EXPECT_TRUE(world.at_rest());
    }
}

TEST(Groups, GoOnRingingForATransferredCallerAfterTheServerDied) {
    OfficeWorld world{office_with(in_turn("203"))};
    const auto [caller, callee] = world.outside_call("204");
    world.transfers(callee, "600");
    ASSERT_TRUE(rings_at(world, "201"));
    world.restart(office_with(in_turn("203")));
    world.pass(16s);
    const LegId cleo = world.ringing_one("202");
    world.picks_up(cleo);
    EXPECT_TRUE(world.audio.talk(caller, cleo));
    EXPECT_TRUE(world.in_order());
}

TEST(Groups, InTurnRingOneAfterTheOtherAndRoundAgain) {
    OfficeWorld world{office_with(in_turn())};
    world.dial("204", "600");
    EXPECT_TRUE(rings_at(world, "201") && !rings_at(world, "202"));
    world.pass(15s);
    EXPECT_TRUE(!rings_at(world, "201") && rings_at(world, "202"));
    world.pass(15s);
    EXPECT_TRUE(rings_at(world, "201") && !rings_at(world, "202"));
    EXPECT_TRUE(world.in_order());
}

TEST(Groups, InTurnGoOnAtOnceFromWhoDeclinesAndNeverComeBackToIt) {
    OfficeWorld world{office_with(in_turn("203"))};
    world.dial("204", "600");
    world.fails(world.ringing_one("201"), 603);
    const LegId cleo = world.ringing_one("202");
    world.pass(16s);
    EXPECT_EQ(world.ringing_one("202"), cleo);  // nobody else is left: its phone rings on
    world.fails(cleo, 486);
    EXPECT_TRUE(rings_at(world, "203"));
}

TEST(Groups, InTurnPassOverWhoIsOnACall) {
    OfficeWorld world{office_with(in_turn())};
    const auto talk = world.talk("201", "205");
    world.dial("204", "600");
    EXPECT_TRUE(!rings_at(world, "201") && rings_at(world, "202"));
    world.hangs_up(talk.caller);
    world.pass(15s);
    EXPECT_TRUE(rings_at(world, "201") && !rings_at(world, "202"));
}

TEST(Groups, InTurnEndWhenAllTheirTimeIsOver) {
    OfficeWorld world{office_with(in_turn("203"))};
    const LegId caller = world.dial("204", "600");
    world.pass(59s);
    EXPECT_FALSE(rings_at(world, "203"));
    world.pass(2s);
    EXPECT_TRUE(rings_at(world, "203"));
    EXPECT_FALSE(rings_at(world, "201") || rings_at(world, "202"));
    EXPECT_FALSE(world.seen(caller).refused);
}

TEST(Groups, RingFirstWhoHasHadNoCallForLongest) {
    Group group = in_turn();
    group.rings = Group::Rings::longest_idle;
    OfficeWorld world{office_with(group)};
    const auto call = [&](const std::string& user) {
        const auto talk = world.talk("204", user);
        world.pass(1min);
        world.hangs_up(talk.caller);
    };
    call("201");
    const LegId first = world.dial("204", "600");
    EXPECT_TRUE(!rings_at(world, "201") && rings_at(world, "202"));
    world.cancels(first);
    call("202");
    world.dial("204", "600");
    EXPECT_TRUE(rings_at(world, "201") && !rings_at(world, "202"));
    EXPECT_TRUE(world.in_order());
}

TEST(Groups, ArePickedUpFromByTheirNumber) {
    OfficeWorld world{office_with(sales())};
    const LegId other = world.dial("204", "201");  // rings longer, and not for the group
    world.pass(1s);
    const LegId caller = world.arrive("provider", "600");
    const LegId picker = world.dial("205", "**600");
    world.confirms(picker);
    EXPECT_TRUE(world.audio.talk(caller, picker));
    EXPECT_FALSE(rings_at(world, "202"));
    EXPECT_TRUE(world.seen(other).state == Seen::State::ringing || rings_at(world, "201"));
    EXPECT_EQ(world.seen(world.dial("205", "**600")).refused, (calls::Refused{480, "nothing rings at 600"}));
}

TEST(Groups, AreAStepOfALadder) {
    for (const bool one_by_one : {false, true}) {
        Group group = in_turn();
        if (!one_by_one) group.rings = Group::Rings::together;
        calls::Office office = office_with(group);
        office.lots[0].rules.ladder = {{parking::Step::Who::number, "600", 40s}};
        OfficeWorld world{office};
        const LegId caller = world.parked_by("204");
        world.pass(121s);
        EXPECT_TRUE(rings_at(world, "201"));
        EXPECT_EQ(rings_at(world, "202"), !one_by_one);
        world.pass(15s);
        const LegId cleo = world.ringing_one("202");
        EXPECT_THAT(world.seen(cleo).call->shown_name, testing::StartsWith("Recall 70"));
        world.picks_up(cleo);
        EXPECT_TRUE(world.audio.talk(caller, cleo));
        EXPECT_TRUE(world.in_order());
    }
}

TEST(Groups, GiveWayToTheNextStepOfALadderAndNotToTheirOwnEnd) {
    calls::Office office = office_with(in_turn("203"));
    office.lots[0].rules.ladder = {{parking::Step::Who::number, "600", 40s},
                                   {parking::Step::Who::user, "205", 20s}};
    OfficeWorld world{office};
    world.parked_by("204");
    world.pass(161s);
    EXPECT_FALSE(rings_at(world, "201") || rings_at(world, "202") || rings_at(world, "203"));
    EXPECT_TRUE(rings_at(world, "205"));
    EXPECT_TRUE(world.in_order());
}

TEST(Groups, AreAFallback) {
    calls::Office office = office_with(sales());
    office.lots[0].rules.fallback = "600";
    OfficeWorld world{office};
    const LegId caller = world.parked_by("204");
    world.pass(121s + 30s + 20s);
    const LegId ann = world.ringing_one("201");
    world.picks_up(ann);
    EXPECT_TRUE(world.audio.talk(caller, ann));
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world
