// What holds when the file says nothing, and that the files we ship are read as they are.
#include <gmock/gmock.h>

#include "settings/read.hpp"

namespace layby::settings {
namespace {

using namespace std::chrono_literals;
using parking::Step;

Settings from_file(const std::string& name) {
    Read read = read_file(std::string{LAYBY_SOURCE} + "/" + name);
    if (auto* problems = std::get_if<std::vector<Problem>>(&read))
        throw std::runtime_error{problems->front().text()};
    return std::get<Settings>(std::move(read));
}

TEST(Defaults, TwoUsersAreAWorkingPhoneSystem) {
    const Settings settings = good(two_users);
    ASSERT_EQ(settings.office.users.size(), 2u);
    EXPECT_TRUE(settings.office.users[0].may_park);
    EXPECT_TRUE(settings.office.users[0].may_retrieve);
    EXPECT_EQ(settings.office.users[0].ring_for, 60s);
    ASSERT_EQ(settings.office.lots.size(), 1u);
    const auto& lot = settings.office.lots[0];
    EXPECT_EQ(lot.park_number, "700");
    EXPECT_EQ(lot.park_prefix, "");
    EXPECT_EQ(lot.rules.name, "main");
    EXPECT_EQ(lot.rules.first.value, 701u);
    EXPECT_EQ(lot.rules.last.value, 720u);
    EXPECT_EQ(lot.rules.reminder, 60s);
    EXPECT_EQ(lot.rules.recall, 120s);
    EXPECT_EQ(lot.rules.max_wait, 30min);
    EXPECT_THAT(lot.rules.ladder, testing::ElementsAre(Step{}));
    EXPECT_EQ(lot.rules.fallback, "");
}

TEST(Defaults, EveryCodeIsOnAndRefusalsAreSpoken) {
    const auto office = good(two_users).office;
    const auto& codes = office.codes;
    EXPECT_EQ(codes.park + " " + codes.retrieve + " " + codes.longest, "*68 *88 *86");
    EXPECT_EQ(codes.in_call_park + " " + codes.pickup, "*72 **");
    EXPECT_TRUE(office.spoken_refusals);
}

TEST(Defaults, OnlyKnownPartiesAreCalledForAParkAndNoLotOverflows) {
    const Settings settings = good(two_users);
    EXPECT_EQ(settings.sip.foreign_parks, Sip::ForeignParks::known);
    EXPECT_EQ(settings.office.lots.at(0).overflow, "");
}

TEST(Settings, TwoLotsMayOverflowIntoEachOther) {
    const Settings settings =
        good(two_users +
             "[sip]\npark_foreign_calls = \"any\"\n"
             "[[lot]]\noverflow = \"spare\"\n"
             "[[lot]]\nname = \"spare\"\npark = \"800\"\nslots = \"801-805\"\noverflow = \"main\"\n");
    EXPECT_EQ(settings.office.lots.at(0).overflow, "spare");
    EXPECT_EQ(settings.office.lots.at(1).overflow, "main");
    EXPECT_EQ(settings.sip.foreign_parks, Sip::ForeignParks::any);
}

TEST(Defaults, TheServerListensOnTheUsualPorts) {
    const Settings settings = good(two_users);
    ASSERT_EQ(settings.sip.listen.size(), 2u);
    EXPECT_EQ(settings.sip.listen[0].transport, "udp");
    EXPECT_EQ(settings.sip.listen[0].ip, "0.0.0.0");
    EXPECT_EQ(settings.sip.listen[0].port, 5060);
    EXPECT_EQ(settings.sip.listen[1].transport, "tcp");
    EXPECT_EQ(settings.media.first_port, 10000);
    EXPECT_EQ(settings.media.last_port, 19999);
    EXPECT_EQ(settings.console.ip, "127.0.0.1");
    EXPECT_EQ(settings.console.port, 7080);
    ASSERT_EQ(settings.sounds.music.size(), 1u);
    EXPECT_EQ(settings.sounds.music[0].first, "default");
}

TEST(Defaults, ParkingGoesOnWhileTheDiskFails) {
    using When = Store::WhenFailing;
    EXPECT_EQ(good(two_users).store.when_failing, When::go_on);
    EXPECT_EQ(good("[store]\nwhen_failing = \"continue\"\n" + two_users).store.when_failing, When::go_on);
    EXPECT_EQ(good("[store]\nwhen_failing = \"refuse\"\n" + two_users).store.when_failing, When::refuse);
}

TEST(Defaults, AnOperatorBecomesAStepOfTheLadderAndTheFallback) {
    const Settings settings = good("operator = \"202\"\n" + two_users);
    const auto& rules = settings.office.lots.at(0).rules;
    EXPECT_THAT(rules.ladder, testing::ElementsAre(Step{}, Step{Step::Who::user, "202", 30s}, Step{}));
    EXPECT_EQ(rules.fallback, "202");
    EXPECT_THAT(warnings(settings), testing::IsEmpty());
}

TEST(Defaults, AnEmptyFileIsReadButNobodyCanCall) {
    const Settings settings = good("");
    EXPECT_THAT(warnings(settings), testing::Contains("there are no users and no trunks: nobody can call"));
}

TEST(Defaults, ALotWithoutAFallbackIsWorthAWarning) {
    EXPECT_THAT(warnings(good(two_users)),
                testing::ElementsAre(testing::HasSubstr("lot main: there is no fallback")));
}

struct Unwise {
    const char* lot;
    const char* warning;
};
void PrintTo(const Unwise& lot, std::ostream* out) { *out << lot.warning; }

class EveryUnwiseLot : public testing::TestWithParam<Unwise> {};

TEST_P(EveryUnwiseLot, IsWarnedAbout) {
    const auto text = two_users + "[[lot]]\n" + GetParam().lot;
    EXPECT_THAT(warnings(good(text)), testing::ElementsAre(testing::HasSubstr(GetParam().warning)));
}

INSTANTIATE_TEST_SUITE_P(
    Defaults, EveryUnwiseLot,
    testing::Values(
        Unwise{"max_wait = \"0s\"", "a caller whom nobody takes stays parked and the ladder starts over"},
        Unwise{"fallback = \"201\"\nrecall = \"0s\"", "not brought back before max_wait (30m)"},
        Unwise{"fallback = \"201\"\nrecall = \"0s\"\nmax_wait = \"0s\"", "is not brought back"},
        Unwise{"fallback = \"201\"\nrecall = \"1h\"", "recall (1h) never happens, as max_wait (30m)"},
        Unwise{"fallback = \"201\"\nreminder = \"2m\"", "reminder (2m) does not come before recall (2m)"}));

TEST(Defaults, AShortPasswordIsWarnedAboutWithoutSayingIt) {
    const auto told = warnings(good("operator = \"201\"\n[[user]]\nname = \"201\"\npassword = \"geheim\"\n"));
    EXPECT_THAT(told, testing::ElementsAre(testing::StartsWith("user 201: the password is short")));
    EXPECT_THAT(told.front(), testing::Not(testing::HasSubstr("geheim")));
}

TEST(Defaults, EachUserAndTrunkHasItsSecretOrLine) {
    const Settings settings = good(two_users + "[[trunk]]\nname = \"pstn\"\naddresses = [\"192.0.2.1\"]\n");
    ASSERT_EQ(settings.secrets.size(), 2u);
    EXPECT_EQ(settings.secrets[1].user, "202");
    EXPECT_EQ(settings.secrets[1].password, "");
    ASSERT_EQ(settings.lines.size(), 1u);
    EXPECT_EQ(settings.lines[0].name, "pstn");
}

TEST(ShippedFiles, TheSmallOfficeIsGoodWithoutWarnings) {
    const Settings settings = from_file("examples/small-office.toml");
    EXPECT_EQ(settings.office.users.size(), 3u);
    EXPECT_THAT(warnings(settings), testing::IsEmpty());
}

TEST(ShippedFiles, TheOneThatHasEverythingIsGoodWithoutWarnings) {
    const Settings settings = from_file("examples/everything.toml");
    EXPECT_EQ(settings.office.trunks.size(), 2u);
    EXPECT_EQ(settings.office.lots.size(), 2u);
    EXPECT_EQ(settings.office.routes_out.size(), 2u);
    EXPECT_EQ(settings.office.routes_in.size(), 2u);
    EXPECT_THAT(warnings(settings), testing::IsEmpty());
}

TEST(ShippedFiles, TheOfficeOfTheBenchmarksIsGood) {
    const Settings settings = from_file("bench/layby.toml");
    ASSERT_EQ(settings.office.lots.size(), 2u);
    const auto& lot = settings.office.lots[0];
    EXPECT_EQ(lot.park_prefix, "*7");
    EXPECT_EQ(lot.rules.first.value, 10001u);
    EXPECT_EQ(lot.rules.last.value, 16000u);
    EXPECT_EQ(lot.rules.quarantine, 0s);
    EXPECT_EQ(lot.rules.reminder, 0s);
    EXPECT_EQ(lot.rules.recall, 1h);
    EXPECT_EQ(lot.rules.max_wait, 10h);
    EXPECT_EQ(settings.media.first_port, 20000);
    EXPECT_EQ(settings.media.last_port, 59999);
    EXPECT_EQ(settings.console.port, 7360);
    EXPECT_EQ(settings.lines.at(0).addresses.at(0), "127.0.0.1");
    EXPECT_TRUE(settings.office.trunks.at(0).may_park);
}

TEST(ShippedFiles, AMissingFileIsToldByName) {
    const Read read = read_file("/no/such/office.toml");
    ASSERT_TRUE(std::holds_alternative<std::vector<Problem>>(read));
    EXPECT_EQ(std::get<std::vector<Problem>>(read).at(0).text(),
              "/no/such/office.toml: there is no such file");
}

TEST(ShippedFiles, AFolderIsNotAFile) {
    const Read read = read_file("/tmp");
    ASSERT_TRUE(std::holds_alternative<std::vector<Problem>>(read));
    EXPECT_EQ(std::get<std::vector<Problem>>(read).at(0).text(), "/tmp: is not a file");
}

}  // namespace
}  // namespace layby::settings
