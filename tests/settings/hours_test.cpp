// [[hours]]: how they are spelled, and each mistake with its exact line and words.
#include <gmock/gmock.h>

#include "settings/read.hpp"
#include "settings/read/hours_text.hpp"

namespace layby::settings {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string office_hours = "[[hours]]\nname = \"office\"\nopen = [\"mon-fri 08:00-17:30\"]\n";

struct WrongHours {
    std::string toml;
    const char* complaint;
};
void PrintTo(const WrongHours& one, std::ostream* out) { *out << one.complaint; }

class EveryWrongHours : public testing::TestWithParam<WrongHours> {};

TEST_P(EveryWrongHours, AreToldOnceWithTheirLine) {
    EXPECT_THAT(complaints(GetParam().toml), ElementsAre(GetParam().complaint)) << GetParam().toml;
}

INSTANTIATE_TEST_SUITE_P(
    Settings, EveryWrongHours,
    testing::Values(
        WrongHours{"[[hours]]\nname = \"office\"\n",
                   "office.toml:1: hours office: open is missing; expected a list such as [\"mon-fri "
                   "08:00-17:30\"]"},
        WrongHours{"[[hours]]\nname = \"office\"\nopen = [\n\"mon-fri 08:00-12:00\",\n\"mom 13:00-17:00\"]\n",
                   "office.toml:5: hours office: open has \"mom 13:00-17:00\"; expected days and times such "
                   "as \"mon-fri 08:00-17:30\"; did you mean \"mon\"?"},
        WrongHours{"[[hours]]\nname = \"office\"\nopen = [\"mon-fri 08:00-08:00\"]\n",
                   "office.toml:3: hours office: open has \"mon-fri 08:00-08:00\"; expected days and times "
                   "such as \"mon-fri 08:00-17:30\""},
        WrongHours{"[[hours]]\nname = \"office\"\nopen = []\n",
                   "office.toml:3: hours office: open is a list; expected 1 to 100 of them, such as "
                   "\"mon-fri 08:00-17:30\""},
        WrongHours{"[[hours]]\nname = \"office\"\nopen = [\n\"mon-fri 08:00-12:00\",\n\"wed 11:00-13:00\"]\n",
                   "office.toml:5: hours office: open has \"wed 11:00-13:00\", which overlaps \"mon-fri "
                   "08:00-12:00\" (line 4)"},
        WrongHours{"[[hours]]\nname = \"office\"\nopen = [\n\"mon 01:00-03:00\",\n\"sun 22:00-02:00\"]\n",
                   "office.toml:5: hours office: open has \"sun 22:00-02:00\", which overlaps \"mon "
                   "01:00-03:00\" (line 4)"},
        WrongHours{office_hours + "closed = [\"02-30\"]\n",
                   "office.toml:4: hours office: closed has \"02-30\"; expected a day or days such as "
                   "\"12-24\", \"2026-12-24\" or \"2026-12-24..2027-01-06\", with times behind them for a "
                   "part of a day"},
        WrongHours{office_hours + "time_zone = \"Europe/Belrin\"\n",
                   "office.toml:4: hours office: time_zone is \"Europe/Belrin\"; expected a time zone such "
                   "as \"Europe/Berlin\"; did you mean \"Europe/Berlin\"?"},
        WrongHours{office_hours + "code = \"28\"\n",
                   "office.toml:4: hours office: code is \"28\"; expected * or # and more such as \"*28\""},
        WrongHours{office_hours + "code = \"*68\"\n",
                   "office.toml:4: hours office: code *68: ambiguous with codes: park *68 (the default)"},
        WrongHours{office_hours + office_hours,
                   "office.toml:5: hours office: this hours is already defined in line 2"},
        WrongHours{"[[hours]]\nname = \"office\"\nopens = [\"mon-fri 08:00-17:30\"]\n",
                   "office.toml:3: hours office: opens is not a setting; did you mean \"open\"?"}));

const std::string provider_and_users =
    two_users +
    "[[trunk]]\nname = \"p\"\nhost = \"sip.example\"\n[[route_in]]\ntrunk = \"p\"\n"
    "numbers = \"X!\"\nto = \"201\"\n";  // 11 lines

INSTANTIATE_TEST_SUITE_P(
    WhoHeedsThem, EveryWrongHours,
    testing::Values(
        WrongHours{provider_and_users + "hours = \"ofice\"\nclosed_to = \"202\"\n" + office_hours,
                   "office.toml:12: route_in: there is no hours \"ofice\"; did you mean \"office\"?"},
        WrongHours{
            provider_and_users + "hours = \"office\"\n" + office_hours,
            "office.toml:8: route_in: closed_to is missing; expected a user, a group, a park number or "
            "a slot"},
        WrongHours{provider_and_users + "closed_to = \"202\"\n",
                   "office.toml:8: route_in: hours is missing; expected the name of [[hours]]"},
        WrongHours{provider_and_users + "hours = \"office\"\nclosed_to = \"209\"\n" + office_hours,
                   "office.toml:13: route_in: closed_to \"209\" leads nowhere; expected a user, a group, a "
                   "park number or a slot"},
        WrongHours{provider_and_users + "hours = \"office\"\nclosed_to = \"*28\"\n" + office_hours +
                       "code = \"*28\"\n",
                   "office.toml:13: route_in: closed_to \"*28\" leads nowhere; expected a user, a group, a "
                   "park number or a slot"},
        WrongHours{two_users + office_hours +
                       "[[group]]\nnumber = \"600\"\nusers = [\"201\"]\nthen = \"201\"\nhours = \"office\"\n"
                       "closed_to = \"600\"\n",
                   "office.toml:13: group 600: closed_to \"600\" leads in a circle: 600 → 600"}));

TEST(HoursText, HasDaysAndTimes) {
    const auto opening = read_opening("mon-wed,sat 08:00-24:00").value();
    EXPECT_THAT(opening.days, ElementsAre(true, true, true, false, false, true, false));
    EXPECT_EQ(opening.span, (hours::Span{8h, 24h}));
    EXPECT_THAT(read_opening("sat-mon 22:00-06:00")->days,
                ElementsAre(true, false, false, false, false, true, true));
    EXPECT_EQ(read_opening("fri 22:00-06:30")->span, (hours::Span{22h, 30h + 30min}));
    EXPECT_EQ(text_of(opening), "mon-wed,sat 08:00-24:00");
    EXPECT_EQ(text_of(*read_opening("sat-mon 22:00-06:00")), "mon,sat-sun 22:00-06:00");
    for (const char* wrong : {"", "mon", "mon ", "mon 8:00-9:00", "mon 08:00", "mon 08:00-24:01",
                              "mon 24:00-01:00", "mon 08:60-09:00", "mon- 08:00-09:00", ",mon 08:00-09:00",
                              "08:00-09:00", "mon  08:00-09:00", "MON 08:00-09:00", "mon 08:00-09:00-10:00"})
        EXPECT_FALSE(read_opening(wrong)) << wrong;
}

TEST(HoursText, HasDaysOfOneYearOrOfEach) {
    const auto closing = read_closing("2026-12-24..2027-01-06").value();
    EXPECT_EQ(closing.first.year, 2026y);
    EXPECT_EQ(closing.last.day, std::chrono::January / 6);
    EXPECT_EQ(closing.span, (hours::Span{0h, 24h}));
    EXPECT_FALSE(read_closing("02-29")->first.year);
    EXPECT_EQ(read_closing("12-31 12:00-24:00")->span, (hours::Span{12h, 24h}));
    EXPECT_TRUE(read_closing("12-24..01-06"));
    for (const char* wrong :
         {"", "12", "12-32", "13-01", "2026-02-29", "2027-01-06..2026-12-24", "2026-12-24..01-06", "12-24..",
          "12-24 ", "12-24 22:00-02:00", "24.12.", "12/24", "1-1", "1999-12-24"})
        EXPECT_FALSE(read_closing(wrong)) << wrong;
}

TEST(HoursWarning, ComesWhereNobodyHasThem) {
    const std::string base = "operator = \"201\"\n" + two_users;
    EXPECT_THAT(warnings(good(base + office_hours)),
                ElementsAre("hours office: no route_in and no group has them"));
    EXPECT_THAT(warnings(good(base + office_hours +
                              "[[group]]\nnumber = \"600\"\nusers = [\"201\"]\nthen = \"202\"\n"
                              "hours = \"office\"\nclosed_to = \"202\"\n")),
                IsEmpty());
}

TEST(HoursSetting, TakesTheMachinesZoneByDefault) {
    setenv("TZ", "America/New_York", 1);
    const auto settings = good(office_hours);
    unsetenv("TZ");
    EXPECT_EQ(settings.office.hours.front().when.zone.name(), "America/New_York");
}

}  // namespace
}  // namespace layby::settings
