// An office opens and closes: by the clock, by hand, over a crash and a reload.
#include <gmock/gmock.h>

#include "calls/house/prompts.hpp"
#include "world/office_world.hpp"

namespace layby::world {
namespace {

using calls::CommandResult;
using calls::HoursSet;
using hours::WallTime;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::array mon_to_fri{true, true, true, true, true, false, false};

WallTime berlin(int year, unsigned month, unsigned day, std::chrono::minutes time) {
    const std::chrono::local_days date{std::chrono::year{year} / static_cast<int>(month) /
                                       static_cast<int>(day)};
    return hours::zone_named("Europe/Berlin")->first(date + time);
}

/// Weekdays from 8 to 17:30, closed on 24 December. Outside callers of 4930300 reach 201 then, else 202; the
/// group 600 is 201 and goes on to 203 while it is closed.
calls::Office office_with_hours() {
    auto office = small_office();
    calls::Hours hours{"office", {{{mon_to_fri, {8h, 17h + 30min}}}}, "*28"};
    hours.when.closed = {{{{}, std::chrono::December / 24}, {{}, std::chrono::December / 24}}};
    hours.when.zone = hours::zone_named("Europe/Berlin").value();
    office.hours = {hours};
    office.routes_in.insert(office.routes_in.begin(), {"provider", "4930300", "201", "office", "202"});
    calls::Group group;
    group.number = "600";
    group.users = {"201"};
    group.hours = "office";
    group.closed_to = "203";
    office.groups = {group};
    return office;
}

struct Hours : testing::Test {
    Hours() : world{office_with_hours()} { at(2026, 11, 30, 10h); }
    void at(int year, unsigned month, unsigned day, std::chrono::minutes time) {
        world.clock_is(berlin(year, month, day, time));
    }
    void until(int year, unsigned month, unsigned day, std::chrono::minutes time) {
        world.wait_until(berlin(year, month, day, time));
    }
    calls::HoursView office() { return world.board->hours().front(); }

    /// Whose phone rings for a caller from outside.
    std::string rings(const std::string& number = "4930300") {
        const LegId caller = world.arrive("provider", number);
        std::string who;
        for (const char* user : {"201", "202", "203"})
            if (!world.signalling.ringing(user).empty()) who += user;
        world.cancels(caller);
        return who;
    }
    void dials(const std::string& user, const std::string& code) {
        const LegId leg = world.dial(user, code);
        world.confirms(leg);
        world.hears_prompt(leg);
        EXPECT_TRUE(world.seen(leg).hung_up_by_us);
    }

    OfficeWorld world;
};

TEST_F(Hours, LeadACallElsewhereWhileTheyAreClosed) {
    EXPECT_EQ(rings(), "201");
    until(2026, 11, 30, 17h + 29min);
    EXPECT_EQ(rings(), "201");
    until(2026, 11, 30, 17h + 30min);
    EXPECT_EQ(rings(), "202");
    until(2026, 12, 1, 8h);
    EXPECT_EQ(rings(), "201");
    EXPECT_TRUE(world.at_rest());
}

TEST_F(Hours, AreClosedOnAHoliday) {
    at(2026, 12, 23, 10h);
    until(2026, 12, 24, 10h);
    EXPECT_EQ(rings(), "202");
    until(2026, 12, 25, 10h);
    EXPECT_EQ(rings(), "201");
}

TEST_F(Hours, FollowTheClockOnTheWallOverTheNightInWhichItIsTurned) {
    for (const auto& [month, saturday, monday] : {std::tuple{3U, 28U, 30U}, std::tuple{10U, 24U, 26U}}) {
        at(2026, month, saturday, 12h);
        EXPECT_EQ(rings(), "202");
        until(2026, month, monday, 8h - 1min);
        EXPECT_EQ(rings(), "202");
        until(2026, month, monday, 8h);
        EXPECT_EQ(rings(), "201");
    }
}

TEST_F(Hours, SendCallsForAGroupOn) {
    EXPECT_EQ(rings("600"), "201");
    until(2026, 11, 30, 18h);
    EXPECT_EQ(rings("600"), "203");
    EXPECT_TRUE(world.at_rest());
}

TEST_F(Hours, LeaveACallAloneThatRingsAlready) {
    until(2026, 11, 30, 17h + 29min);
    const LegId caller = world.arrive("provider", "4930300");
    const LegId phone = world.ringing_one("201");
    world.pass(59s);
    dials("204", "*28");
    EXPECT_FALSE(world.signalling.ringing("201").empty());
    world.picks_up(phone);
    world.confirms(caller);
    EXPECT_TRUE(world.is_up(phone));
    world.pass(2min);
    EXPECT_TRUE(world.is_up(phone));
    world.everybody_hangs_up();
    EXPECT_TRUE(world.at_rest());
}

TEST_F(Hours, AreSwitchedByTheirCodeAndByTheClockAgain) {
    const LegId leg = world.dial("204", "*28");
    world.confirms(leg);
    EXPECT_EQ(world.audio.port(leg)->heard.phrase, calls::hours_phrase(true));
    EXPECT_EQ(world.seen(leg).shown, (Party{"office: closed by hand", "204", false}));
    world.hears_prompt(leg);
    EXPECT_EQ(rings(), "202");
    EXPECT_EQ(office().set, HoursSet::closed);
    EXPECT_TRUE(office().open_by_clock);
    until(2026, 12, 1, 10h);  // nobody has said anything else
    EXPECT_EQ(rings(), "202");
    dials("205", "*28");
    EXPECT_EQ(rings(), "201");
    EXPECT_EQ(office().set, HoursSet::by_clock);
    EXPECT_THAT(world.keeper.hand_set, IsEmpty());
    EXPECT_TRUE(world.at_rest());
}

TEST_F(Hours, AreOpenedByTheirCodeWhenTheyAreClosed) {
    until(2026, 11, 30, 20h);
    dials("204", "*28");
    EXPECT_EQ(rings(), "201");
    dials("204", "*28");
    EXPECT_EQ(rings(), "202");
}

TEST_F(Hours, HaveALampThatIsLitWhileTheyAreClosed) {
    world.watchers.news();
    until(2026, 12, 1, 9h);
    EXPECT_THAT(world.watchers.news(), ElementsAre("*28 closed", "*28 open"));
    dials("204", "*28");
    EXPECT_THAT(world.watchers.closed, ElementsAre("*28"));
    until(2026, 12, 2, 9h);  // the clock changes nothing that one could see
    EXPECT_THAT(world.watchers.closed, ElementsAre("*28"));
    EXPECT_THAT(world.watchers.mistakes, IsEmpty());
}

TEST_F(Hours, AreSwitchedByAProgramUntilTheClockChangesThem) {
    EXPECT_EQ(world.set_hours({"office", HoursSet::closed, true}), CommandResult::done);
    EXPECT_EQ(office().set_until, berlin(2026, 11, 30, 17h + 30min));
    EXPECT_EQ(rings(), "202");
    until(2026, 11, 30, 17h + 30min);
    EXPECT_EQ(office().set, HoursSet::by_clock);
    EXPECT_THAT(world.keeper.hand_set, IsEmpty());
    until(2026, 12, 1, 8h);
    EXPECT_EQ(rings(), "201");
    EXPECT_EQ(world.set_hours({"ofice", HoursSet::open}), CommandResult::no_such_hours);
    EXPECT_EQ(world.set_hours({"office", HoursSet::open}), CommandResult::done);
    EXPECT_EQ(world.set_hours({"office", HoursSet::by_clock}), CommandResult::done);
    EXPECT_THAT(world.keeper.hand_set, IsEmpty());
}

TEST_F(Hours, StayAsTheyWereSetOverACrash) {
    dials("204", "*28");
    world.restart(office_with_hours());
    EXPECT_EQ(rings(), "202");
    EXPECT_THAT(world.watchers.closed, ElementsAre("*28"));
    dials("204", "*28");
    world.restart(office_with_hours());
    EXPECT_EQ(rings(), "201");
}

TEST_F(Hours, ThatWereSetUntilAChangeGoByTheClockIfThatComesWhileNoServerRuns) {
    world.set_hours({"office", HoursSet::closed, true});
    const auto kept = world.keeper.hand_set;
    until(2026, 12, 1, 9h);
    world.keeper.hand_set = kept;  // as if it had been down all the time
    world.restart(office_with_hours());
    EXPECT_EQ(office().set, HoursSet::by_clock);
    EXPECT_EQ(rings(), "201");
}

TEST_F(Hours, FollowAClockThatIsTurnedByHand) {
    at(2026, 11, 30, 20h);
    EXPECT_EQ(rings(), "202");
    EXPECT_THAT(world.watchers.closed, ElementsAre("*28"));
    at(2026, 11, 30, 9h);
    EXPECT_EQ(rings(), "201");
    until(2026, 11, 30, 18h);
    EXPECT_EQ(rings(), "202");
}

TEST_F(Hours, AreOthersAfterAReload) {
    dials("204", "*28");
    auto office = office_with_hours();
    office.hours.front().code = "*29";
    world.reload(office);
    EXPECT_EQ(rings(), "202");
    EXPECT_THAT(world.watchers.closed, ElementsAre("*29"));
    office.hours.front().name = "shop";
    office.routes_in.front().hours = "shop";
    world.reload(office);
    EXPECT_EQ(rings(), "201");
    EXPECT_THAT(world.keeper.hand_set, IsEmpty());
    EXPECT_THAT(world.watchers.closed, IsEmpty());
}

TEST_F(Hours, AreNothingThatAnOutsideCallerOrATransferCanSwitch) {
    const LegId outside = world.arrive("pbx", "*28");
    EXPECT_EQ(world.seen(outside).refused->status, 404);
    const auto talk = world.talk("204", "205");
    world.transfers(talk.caller, "*28");
    EXPECT_EQ(office().set, HoursSet::by_clock);
    world.everybody_hangs_up();
    EXPECT_TRUE(world.at_rest());
}

TEST_F(Hours, OfAGroupLeadACallerFromOutsideToANumberOutsideByTheSettingsWord) {
    auto office = office_with_hours();
    office.groups.front().closed_to = "0891234";
    office.routes_in.insert(office.routes_in.begin(), {"provider", "4930600", "600"});
    world.reload(office);
    until(2026, 11, 30, 18h);
    const LegId caller = world.arrive("provider", "4930600");
    EXPECT_FALSE(world.seen(caller).refused);
    const LegId line = world.signalling.ringing_trunk("provider").at(0);
    world.picks_up(line);
    EXPECT_TRUE(world.audio.talk(caller, line));
    world.everybody_hangs_up();
    EXPECT_TRUE(world.at_rest());
}

TEST_F(Hours, OfAGroupThatIsAFallbackLeadARescuedCallerElsewhere) {
    auto office = office_with_hours();
    office.lots.front().rules.fallback = "600";
    world.reload(office);
    until(2026, 11, 30, 18h);
    const auto [caller, callee] = world.outside_call("202");
    world.transfers(callee, "799");
    world.hangs_up(callee);
    for (int attempt = 0; attempt < 3; ++attempt) {
        world.fails(world.ringing_one("202"), 486);
        world.pass(10s);
    }
    EXPECT_TRUE(world.signalling.ringing("201").empty());
    EXPECT_FALSE(world.signalling.ringing("203").empty());
    world.hangs_up(caller);
    world.everybody_hangs_up();
    EXPECT_TRUE(world.at_rest());
}

TEST_F(Hours, ThatWereSetUntilAChangeGoByTheClockAgainAlsoWhenTheChangeIsLaterByNow) {
    until(2026, 12, 1, 10h);
    ASSERT_EQ(world.set_hours({"office", HoursSet::closed, true}), CommandResult::done);
    auto later = office_with_hours();
    later.hours.front().when.open.front().span.to = 20h;
    world.reload(later);
    until(2026, 12, 1, 17h + 29min);
    EXPECT_FALSE(office().open);
    until(2026, 12, 1, 17h + 30min);
    world.pass(1s);
    EXPECT_EQ(office().set, HoursSet::by_clock);
    EXPECT_THAT(world.watchers.closed, IsEmpty()) << "the lamp";
    world.everybody_hangs_up();
    EXPECT_TRUE(world.at_rest());
}

TEST_F(Hours, OfAGroupLeadNoRecallOutOfTheHouse) {
    auto office = office_with_hours();
    office.groups.front().closed_to = "0170";
    office.lots.front().rules.ladder = {{parking::Step::Who::number, "600", 30s}};
    world.reload(office);
    until(2026, 11, 30, 18h);
    world.parked_by("202");
    world.pass(office.lots.front().rules.recall);
    EXPECT_FALSE(world.signalling.ringing("201").empty());
    world.everybody_hangs_up();
    EXPECT_TRUE(world.at_rest());
}

}  // namespace
}  // namespace layby::world
