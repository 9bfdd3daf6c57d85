// Calls outside cost money: nobody makes more of them than they may, or to where they may not, whichever way
// they try; and the office is told.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

using What = calls::CallStep::What;

/// 201 is as restricted as that.
calls::Office office_with(const calls::Outside& outside) {
    calls::Office office = small_office();
    office.routes_out = {{"0.", {"provider", "backup"}, 1, "+49"}, {"112", {"provider"}, 0, ""}};
    for (calls::User& user : office.users)
        if (user.name == "201") user.outside = outside;
    return office;
}

std::size_t outside(OfficeWorld& world) {
    return world.signalling.ringing_trunk("provider").size() +
           world.signalling.ringing_trunk("backup").size();
}

calls::Refused refusal(OfficeWorld& world, LegId leg) {
    return world.seen(leg).refused.value_or(calls::Refused{});
}

TEST(Outside, WhoMayNotCallThereReachesTheHouseAndInAnEmergencyEverybody) {
    OfficeWorld world{office_with({.allowed = false})};
    EXPECT_EQ(refusal(world, world.dial("201", "0301234")), (calls::Refused{403, "not allowed"}));
    EXPECT_EQ(outside(world), 0U);
    world.dial("201", "112");
    EXPECT_EQ(outside(world), 1U);
    world.dial("201", "204");
    world.ringing_one("204");
    EXPECT_EQ(world.board->counters().barred_total, 1U);
}

TEST(Outside, ABarredNumberIsMeantAsItIsDialledAndAsItIsSentOut) {
    OfficeWorld world{office_with({.barred = {"0900.", "+49190."}})};
    for (const char* number : {"0900123", "0190123"})
        EXPECT_EQ(refusal(world, world.dial("201", number)), (calls::Refused{403, "this number is barred"}));
    world.dial("201", "0301234");
    EXPECT_EQ(outside(world), 1U);
}

TEST(Outside, ABarredNumberIsMeantHoweverItIsWritten) {
    OfficeWorld world{office_with({.barred = {"0900."}})};
    for (const char* number : {"09-00123", "0(9)00.123", "09 00 123"})
        EXPECT_EQ(refusal(world, world.dial("201", number)).reason, "this number is barred") << number;
}

TEST(Outside, ABarIsTheUsersAloneWhoHasIt) {
    OfficeWorld world{office_with({.barred = {"0900."}})};
    world.dial("204", "0900123");
    EXPECT_EQ(outside(world), 1U);
}

TEST(Outside, TheOfficeIsToldWhoWantedToCallWhere) {
    OfficeWorld world{office_with({.barred = {"0900."}})};
    const LegId leg = world.dial("201", "0900123");
    ASSERT_FALSE(world.journal.steps.empty());
    const calls::CallStep& step = world.journal.steps.back();
    EXPECT_EQ(step.what, What::barred);
    EXPECT_EQ(step.call, leg);
    EXPECT_EQ(step.who, "0900123");
    EXPECT_EQ(step.how, "this number is barred");
    ASSERT_FALSE(world.journal.calls.empty());
    EXPECT_EQ(world.journal.calls.back().user, "201");
}

TEST(Outside, ATransferIsOnTheAccountOfWhoTransfers) {
    OfficeWorld world{office_with({.barred = {"0900."}})};
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "0900123");
    EXPECT_EQ(world.seen(callee).transfer_refused, (calls::Refused{403, "this number is barred"}));
    EXPECT_TRUE(world.audio.talk(caller, callee));
    EXPECT_EQ(outside(world), 0U);
    EXPECT_TRUE(world.in_order());
}

TEST(Outside, APhoneThatForwardsItsCallsDoesSoOnItsOwnAccount) {
    OfficeWorld world{office_with({.barred = {"0900."}})};
    const LegId caller = world.dial("204", "201");
    world.fails(world.ringing_one("201"), 302, "0900123");
    EXPECT_EQ(refusal(world, caller), (calls::Refused{403, "this number is barred"}));
    EXPECT_EQ(outside(world), 0U);
    EXPECT_TRUE(world.at_rest());
}

TEST(Outside, OnlySoManyAtOnceWhateverHasBecomeOfThem) {
    OfficeWorld world{office_with({.max_calls = 2})};
    const LegId first = world.dial("201", "0301234");
    world.picks_up(world.signalling.ringing_trunk("provider").front());
    world.confirms(first);
    world.transfers(first, "204");  // it costs no less when another one talks
    const LegId second = world.dial("201", "0301235");
    EXPECT_EQ(refusal(world, world.dial("201", "0301236")),
              (calls::Refused{403, "too many calls outside at once"}));
    world.cancels(second);
    world.dial("201", "0301236");
    EXPECT_EQ(outside(world), 1U);
}

TEST(Outside, AFailedTrunkIsNoSecondCall) {
    OfficeWorld world{office_with({.max_calls = 1, .max_per_hour = 1})};
    world.dial("201", "0301234");
    world.fails(world.signalling.ringing_trunk("provider").front(), 503);
    EXPECT_EQ(world.signalling.ringing_trunk("backup").size(), 1U);
}

TEST(Outside, OnlySoManyAtOnceAlsoOfCallsThatAPhoneForwardsBesideAnother) {
    OfficeWorld world{office_with({.max_calls = 1})};
    world.has_devices("201", {{DeviceId{91}, "127.0.0.1"}, {DeviceId{92}, "127.0.0.1"}});
    for (int i = 0; i < 2; ++i) world.dial("204", "201");
    const auto phones = world.signalling.ringing("201");
    ASSERT_EQ(phones.size(), 4U);
    for (const LegId forwards : {phones[0], phones[2]}) world.fails(forwards, 302, "0301234");
    for (const LegId declines : {phones[1], phones[3]}) world.fails(declines, 486);
    EXPECT_EQ(outside(world), 1U);
}

TEST(Outside, HelpIsCalledThoughEverythingElseIsFull) {
    calls::Office office = office_with({});
    for (calls::User& user : office.users) user.max_calls = 1;
    for (calls::Trunk& trunk : office.trunks) trunk.max_calls = 1;
    OfficeWorld world{office};
    world.arrive("provider", "202");
    world.dial("201", "204");
    world.board->drain(true);
    world.dial("201", "112");
    EXPECT_EQ(outside(world), 1U);
}

TEST(Outside, OnlySoManyInAnHourAndThenOneAfterTheOther) {
    OfficeWorld world{office_with({.max_per_hour = 4})};
    const auto call = [&] {
        const LegId leg = world.dial("201", "0301234");
        const auto why = refusal(world, leg);
        if (why.status == 0) world.cancels(leg);
        return why;
    };
    const calls::Refused none{};
    const calls::Refused too_many{403, "too many calls outside in this hour"};
    for (int i = 0; i < 4; ++i) EXPECT_EQ(call(), none);
    EXPECT_EQ(call(), too_many);
    world.pass(15min);
    EXPECT_EQ(call(), none);
    EXPECT_EQ(call(), too_many);
    EXPECT_EQ(refusal(world, world.dial("201", "112")), none);
    world.pass(1h + 1s);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(call(), none);
}

TEST(Outside, WhatTheSettingsCallIsOnNobodysAccount) {
    calls::Office office = office_with({.allowed = false, .barred = {"."}});
    for (calls::User& user : office.users)
        if (user.name == "201") user.ends.no_answer = "0301234";
    OfficeWorld world{office};
    world.dial("204", "201");
    world.pass(60s);
    EXPECT_EQ(outside(world), 1U);
}

TEST(Outside, ATrunksCallersAreBarredAsUsersAre) {
    calls::Office office = office_with({});
    for (calls::Trunk& trunk : office.trunks)
        if (trunk.name == "pbx") trunk.outside = {.barred = {"0900."}, .max_calls = 1};
    OfficeWorld world{office};
    EXPECT_EQ(refusal(world, world.arrive("pbx", "0900123")), (calls::Refused{403, "this number is barred"}));
    world.arrive("pbx", "0301234");
    EXPECT_EQ(refusal(world, world.arrive("pbx", "0301235")),
              (calls::Refused{403, "too many calls outside at once"}));
    EXPECT_EQ(world.board->counters().barred_total, 2U);
    for (const char* number : {"0301235", "112"})
        EXPECT_EQ(refusal(world, world.arrive("backup", number)), (calls::Refused{403, "not allowed"}));
    EXPECT_EQ(world.board->counters().barred_total, 2U) << "which is nothing to worry about";
}

TEST(Outside, CallsThatGoOnAfterTheServerDiedStillCount) {
    const calls::Office office = office_with({.max_calls = 1});
    OfficeWorld world{office};
    const LegId caller = world.dial("201", "0301234");
    world.picks_up(world.signalling.ringing_trunk("provider").front());
    world.confirms(caller);
    world.restart(office);
    EXPECT_EQ(refusal(world, world.dial("201", "0301235")),
              (calls::Refused{403, "too many calls outside at once"}));
    world.hangs_up(caller);
    EXPECT_EQ(refusal(world, world.dial("201", "0301235")), calls::Refused{});
}

}  // namespace
}  // namespace layby::world
