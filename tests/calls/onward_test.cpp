// Calls that a user doesn't take go on where the settings of that user say, and always end somewhere.
#include "world/office_world.hpp"

namespace layby::world {
namespace {

/// 203 has two phones, 206 has none.
calls::Office office_where(const std::string& user, calls::Ends ends) {
    calls::Office office = small_office();
    for (calls::User& one : office.users)
        if (one.name == user) one.ends = ends;
    return office;
}

TEST(Onward, ACallThatRangLongEnoughGoesOnWhileItsCallerHearsRinging) {
    OfficeWorld world{office_where("202", {.no_answer = "205", .busy = "201", .unregistered = "203"})};
    const LegId caller = world.dial("204", "202");
    const LegId cleo = world.ringing_one("202");
    world.rings(cleo);
    world.pass(60s);
    EXPECT_EQ(world.seen(cleo).cancelled, calls::CancelReason::none);
    const LegId finn = world.ringing_one("205");
    EXPECT_EQ(world.seen(finn).call->caller, (Party{"Eve Kay", "204", false}));
    EXPECT_EQ(world.seen(caller).state, Seen::State::ringing);
    world.picks_up(finn);
    world.confirms(caller);
    EXPECT_TRUE(world.audio.talk(caller, finn));
    EXPECT_EQ(world.seen(caller).shown, (Party{"Finn Low", "205", false}));
    EXPECT_TRUE(world.in_order());
}

TEST(Onward, ACallThatIsDeclinedGoesOnOnlyAfterTheLastPhone) {
    OfficeWorld world{office_where("203", {.no_answer = "201", .busy = "205", .unregistered = "201"})};
    world.dial("204", "203");
    const auto phones = world.signalling.ringing("203");
    world.fails(phones[0], 486);
    EXPECT_TRUE(world.signalling.ringing("205").empty());
    world.fails(phones[1], 603);
    world.ringing_one("205");
    EXPECT_TRUE(world.in_order());
}

TEST(Onward, ACallForWhoHasNoPhoneGoesOnAtOnceAlsoWhenItsPhonesCannotBeReached) {
    OfficeWorld world{office_where("206", {.no_answer = "201", .busy = "201", .unregistered = "205"})};
    world.dial("204", "206");
    world.ringing_one("205");
    OfficeWorld other{office_where("202", {.no_answer = "201", .busy = "201", .unregistered = "205"})};
    other.dial("204", "202");
    other.fails(other.ringing_one("202"), 408);
    other.ringing_one("205");
}

TEST(Onward, ACallLeavesWhereTheSettingsSaySoWhoeverCalls) {
    OfficeWorld world{office_where("206", {.no_answer = {}, .busy = {}, .unregistered = "0301234"})};
    world.arrive("backup", "206");  // which may not call out by itself
    EXPECT_EQ(world.signalling.ringing_trunk("provider").size(), 1U);
}

TEST(Onward, ATransferredCallGoesOnAsWell) {
    OfficeWorld world{office_where("202", {.no_answer = "205", .busy = {}, .unregistered = {}})};
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "202");
    world.pass(60s);
    const LegId finn = world.ringing_one("205");
    EXPECT_EQ(world.seen(callee).transfer_status, std::nullopt);
    world.picks_up(finn);
    EXPECT_EQ(world.seen(callee).transfer_status, 200);
    EXPECT_TRUE(world.audio.talk(caller, finn));
    EXPECT_TRUE(world.in_order());
}

TEST(Onward, ARecallDoesNotGoOn) {
    OfficeWorld world{office_where("201", {.no_answer = "205", .busy = "205", .unregistered = "205"})};
    world.parked_by("201");
    world.pass(121s);
    world.fails(world.ringing_one("201"), 486);
    EXPECT_TRUE(world.signalling.ringing("205").empty());
    world.ringing_one("202");  // the next step of the ladder
}

TEST(Onward, ACallThatIsSentInACircleEnds) {
    calls::Office office = office_where("206", {.no_answer = {}, .busy = {}, .unregistered = "202"});
    OfficeWorld world{office};
    const LegId caller = world.dial("204", "206");
    for (int times = 0; times < 10 && !world.signalling.ringing("202").empty(); ++times)
        world.fails(world.ringing_one("202"), 302, "206");  // its phone sends all calls there
    ASSERT_TRUE(world.seen(caller).refused);
    EXPECT_EQ(world.seen(caller).refused->status, 480);
    EXPECT_TRUE(world.at_rest());
}

TEST(Onward, ACallWhoseNextNumberIsGoneIsRefused) {
    OfficeWorld world{office_where("202", {.no_answer = "299", .busy = {}, .unregistered = {}})};
    const LegId caller = world.dial("204", "202");
    world.pass(61s);
    EXPECT_EQ(world.seen(caller).refused, (calls::Refused{480, "no answer"}));
    EXPECT_TRUE(world.at_rest());
}

TEST(Onward, ACallOfAnotherNetworksRingbackIsHeardNoLonger) {
    OfficeWorld world{office_where("202", {.no_answer = "205", .busy = {}, .unregistered = {}})};
    const LegId caller = world.dial("204", "202");
    world.tell(calls::CallProgressed{world.ringing_one("202"), 183, speaks()});
    world.pass(60s);
    EXPECT_EQ(world.audio.port(caller)->heard.phrase, calls::Phrase{"tone/ringback"});
    world.picks_up(world.ringing_one("205"));
    EXPECT_TRUE(world.in_order());
}

TEST(Onward, ATransferredCallGoesOnAfterTheServerDied) {
    const calls::Office office = office_where("202", {.no_answer = "205", .busy = {}, .unregistered = {}});
    OfficeWorld world{office};
    const auto [caller, callee] = world.outside_call("201");
    world.transfers(callee, "202");
    world.restart(office);
    world.pass(60s);
    world.picks_up(world.ringing_one("205"));
    EXPECT_TRUE(world.in_order());
}

}  // namespace
}  // namespace layby::world
