// When an office is open: over midnight, on holidays, and when clocks are turned.
#include "hours/opening_hours.hpp"

#include <gtest/gtest.h>

namespace layby::hours {
namespace {

using namespace std::chrono_literals;
using std::chrono::December;
using std::chrono::January;
using std::chrono::sys_days;

constexpr std::array every_day{true, true, true, true, true, true, true};
constexpr std::array on_workdays{true, true, true, true, true, false, false};
constexpr std::array on_fridays{false, false, false, false, true, false, false};
constexpr std::array on_saturdays{false, false, false, false, false, true, false};

Zone berlin() { return zone_named("Europe/Berlin").value(); }

WallTime utc(int year, unsigned month, unsigned day, std::chrono::minutes time = 0min) {
    return sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)} + time;
}

/// Weekdays with a break at noon, and Saturday mornings; closed on Christmas Eve and at New Year.
OpeningHours office(Zone zone = {}) {
    return {{{on_workdays, {8h, 12h}}, {on_workdays, {13h, 17h + 30min}}, {on_saturdays, {9h, 12h}}},
            {{{{}, December / 24}, {{}, December / 24}},
             {{2026y, December / 31}, {2026y, December / 31}},
             {{2027y, January / 1}, {2027y, January / 6}}},
            zone};
}

OpeningHours daily(Span span, Zone zone) { return {{{every_day, span}}, {}, zone}; }

Reading open_until(WallTime when) { return {true, when}; }
Reading closed_until(WallTime when) { return {false, when}; }

TEST(OpeningHours, OpenAndCloseOnTheMinute) {
    const auto hours = office();
    EXPECT_EQ(read_clock(hours, utc(2026, 11, 30, 8h) - 1s), closed_until(utc(2026, 11, 30, 8h)));
    EXPECT_EQ(read_clock(hours, utc(2026, 11, 30, 8h)), open_until(utc(2026, 11, 30, 12h)));
    EXPECT_EQ(read_clock(hours, utc(2026, 11, 30, 12h)), closed_until(utc(2026, 11, 30, 13h)));
    EXPECT_EQ(read_clock(hours, utc(2026, 11, 30, 17h + 30min) - 1s),
              open_until(utc(2026, 11, 30, 17h + 30min)));
}

TEST(OpeningHours, AreClosedOverAWeekend) {
    EXPECT_EQ(read_clock(office(), utc(2026, 12, 5, 12h)), closed_until(utc(2026, 12, 7, 8h)));
}

TEST(OpeningHours, AreClosedOnHolidaysOfEveryYearAndOfOne) {
    EXPECT_EQ(read_clock(office(), utc(2026, 12, 23, 18h)), closed_until(utc(2026, 12, 25, 8h)));
    EXPECT_EQ(read_clock(office(), utc(2027, 12, 23, 18h)), closed_until(utc(2027, 12, 25, 9h)));
    EXPECT_EQ(read_clock(office(), utc(2026, 12, 30, 18h)), closed_until(utc(2027, 1, 7, 8h)));
    EXPECT_TRUE(read_clock(office(), utc(2027, 12, 31, 10h)).open);
}

TEST(OpeningHours, MayBeClosedForAPartOfADay) {
    auto hours = office();
    hours.closed = {{{{}, December / 31}, {{}, December / 31}, {11h, 24h}}};
    EXPECT_EQ(read_clock(hours, utc(2026, 12, 31, 9h)), open_until(utc(2026, 12, 31, 11h)));
    EXPECT_EQ(read_clock(hours, utc(2026, 12, 31, 11h)), closed_until(utc(2027, 1, 1, 8h)));
}

TEST(OpeningHours, MayBeClosedOverNewYearEachYear) {
    auto hours = office();
    hours.closed = {{{{}, December / 24}, {{}, January / 1}}};
    for (const int year : {2026, 2027, 2030}) {
        EXPECT_FALSE(read_clock(hours, utc(year, 12, 28, 10h)).open);
        EXPECT_FALSE(read_clock(hours, utc(year, 1, 1, 10h)).open);
    }
    EXPECT_EQ(read_clock(hours, utc(2026, 12, 28, 10h)), closed_until(utc(2027, 1, 2, 9h)));
}

TEST(OpeningHours, GoOnOverMidnight) {
    const OpeningHours bar{{{on_fridays, {22h, 26h}}, {on_saturdays, {0h, 1h}}}};
    EXPECT_EQ(read_clock(bar, utc(2026, 12, 4, 23h)), open_until(utc(2026, 12, 5, 2h)));
    EXPECT_EQ(read_clock(bar, utc(2026, 12, 5, 1h)), open_until(utc(2026, 12, 5, 2h)));
    EXPECT_EQ(read_clock(bar, utc(2026, 12, 5, 2h)), closed_until(utc(2026, 12, 11, 22h)));
}

TEST(OpeningHours, EndAtMidnightWhenTheNextDayIsAHoliday) {
    const OpeningHours bar{{{on_fridays, {22h, 26h}}}, {{{{}, December / 5}, {{}, December / 5}}}};
    EXPECT_EQ(read_clock(bar, utc(2026, 12, 4, 23h)), open_until(utc(2026, 12, 5)));
}

TEST(OpeningHours, MidnightIsNoChangeWhereOneDayFollowsTheOther) {
    const OpeningHours always = daily({0h, 24h}, {});
    EXPECT_EQ(read_clock(always, utc(2026, 12, 4, 23h)), (Reading{true, {}}));
    auto with_holiday = always;
    with_holiday.closed = {{{{}, December / 24}, {{}, December / 24}}};
    EXPECT_EQ(read_clock(with_holiday, utc(2026, 12, 4, 23h)), open_until(utc(2026, 12, 24)));
    EXPECT_EQ(read_clock(with_holiday, utc(2026, 12, 24)), closed_until(utc(2026, 12, 25)));
}

TEST(OpeningHours, MayNeverBeOpenAgain) {
    auto hours = office();
    hours.closed = {{{2026y, January / 1}, {2099y, December / 31}}};
    EXPECT_EQ(read_clock(hours, utc(2026, 12, 4, 10h)), (Reading{false, {}}));
}

TEST(OpeningHours, FollowTheClockOfTheirZoneInSummerAndWinter) {
    const auto hours = office(berlin());
    EXPECT_EQ(read_clock(hours, utc(2026, 7, 1, 5h)), closed_until(utc(2026, 7, 1, 6h)));
    EXPECT_EQ(read_clock(hours, utc(2026, 12, 1, 5h)), closed_until(utc(2026, 12, 1, 7h)));
    // Over the night in which clocks are turned, from Saturday noon to Monday morning.
    EXPECT_EQ(read_clock(hours, utc(2026, 3, 28, 11h)), closed_until(utc(2026, 3, 30, 6h)));
    EXPECT_EQ(read_clock(hours, utc(2026, 10, 24, 10h)), closed_until(utc(2026, 10, 26, 7h)));
}

// On 25 October 2026 the hour from 02:00 to 03:00 comes twice in Berlin: from 00:00 and from 01:00 UTC.
TEST(OpeningHours, TakeTheFirstOfATimeThatComesTwice) {
    const auto until_half_past = daily({1h, 2h + 30min}, berlin());
    EXPECT_EQ(read_clock(until_half_past, utc(2026, 10, 25, 10min)), open_until(utc(2026, 10, 25, 30min)));
    EXPECT_EQ(read_clock(until_half_past, utc(2026, 10, 25, 1h + 10min)),
              closed_until(utc(2026, 10, 26)));  // not once more
    const auto from_half_past = daily({2h + 30min, 4h}, berlin());
    EXPECT_EQ(read_clock(from_half_past, utc(2026, 10, 25, 1h + 10min)), open_until(utc(2026, 10, 25, 3h)));
    const auto all_of_it = daily({2h, 3h}, berlin());
    EXPECT_EQ(read_clock(all_of_it, utc(2026, 10, 25, 5min)), open_until(utc(2026, 10, 25, 2h)));
}

// On 29 March 2026 the hour from 02:00 to 03:00 is left out in Berlin, at 01:00 UTC.
TEST(OpeningHours, TakeTheTurnOfTheClockForATimeThatNeverComes) {
    const auto until_half_past = daily({1h, 2h + 30min}, berlin());
    EXPECT_EQ(read_clock(until_half_past, utc(2026, 3, 29, 30min)), open_until(utc(2026, 3, 29, 1h)));
    const auto from_half_past = daily({2h + 30min, 4h}, berlin());
    EXPECT_EQ(read_clock(from_half_past, utc(2026, 3, 29, 30min)), closed_until(utc(2026, 3, 29, 1h)));
    EXPECT_EQ(read_clock(from_half_past, utc(2026, 3, 29, 1h)), open_until(utc(2026, 3, 29, 2h)));
    const auto within = daily({2h + 15min, 2h + 45min}, berlin());
    EXPECT_EQ(read_clock(within, utc(2026, 3, 29)), closed_until(utc(2026, 3, 30, 15min)));
}

/// Whatever a whole year brings: each reading holds until it says, and then the other one does.
TEST(OpeningHours, ChangeWhenTheySayAndNotBefore) {
    for (const char* zone : {"Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"}) {
        auto hours = office(zone_named(zone).value());
        hours.open.push_back({on_fridays, {22h, 26h}});
        WallTime now = utc(2026, 1, 1);
        int changes = 0;
        while (now < utc(2027, 12, 31)) {
            const auto reading = read_clock(hours, now);
            ASSERT_TRUE(reading.until) << zone;
            ASSERT_GT(*reading.until, now);
            EXPECT_EQ(read_clock(hours, *reading.until - 1s), reading);
            EXPECT_NE(read_clock(hours, *reading.until).open, reading.open);
            now = *reading.until;
            ++changes;
        }
        EXPECT_GT(changes, 2000) << zone;
    }
}

TEST(Zones, ThatTheMachineDoesNotKnowAreNone) {
    EXPECT_FALSE(zone_named("Europe/Belrin"));
    EXPECT_EQ(zone_named("Europe/Berlin")->name(), "Europe/Berlin");
}

}  // namespace
}  // namespace layby::hours
