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
    EXPECT_TRUE(lot.call_back.wanted);
    EXPECT_EQ(lot.call_back.within, 1h);
    EXPECT_FALSE(lot.rules.choices.any());
    EXPECT_EQ(settings.office.tasks_kept, 0s) << "as long as the history";
    EXPECT_THAT(lot.rules.ladder, testing::ElementsAre(Step{}));
    EXPECT_EQ(lot.rules.fallback, "");
}

TEST(Defaults, EveryCodeIsOnAndRefusalsAreSpoken) {
    const auto office = good(two_users).office;
    const auto& codes = office.codes;
    EXPECT_EQ(codes.park + " " + codes.retrieve + " " + codes.longest, "*68 *88 *86");
    EXPECT_EQ(codes.in_call_park + " " + codes.pickup, "*72 **");
    EXPECT_EQ(codes.do_not_disturb + codes.do_not_disturb_on + codes.do_not_disturb_off, "*76*78*79");
    EXPECT_EQ(codes.forward_always + codes.forward_busy + codes.forward_no_answer, "*21*67*61");
    EXPECT_EQ(codes.forward_unregistered + codes.forward_off, "*62*73");
    EXPECT_TRUE(office.spoken_refusals);
}

TEST(Defaults, CodesOfAUsersOwnGiveWayToWhatStandsInTheFile) {
    const auto codes = [](const std::string& more) { return good(two_users + more).office.codes; };
    EXPECT_EQ(codes("[codes]\nretrieve = \"*78\"\n").do_not_disturb_on, "");
    EXPECT_EQ(codes("[codes]\npark = \"*73\"\n").forward_off, "");
    EXPECT_EQ(codes("[codes]\npickup = \"*7\"\n").do_not_disturb_off, "");
    EXPECT_EQ(codes("[codes]\npickup = \"#21\"\n").forward_always, "");
    EXPECT_EQ(codes("[codes]\nforward_unregistered = \"*61\"\n").forward_no_answer, "");
    EXPECT_EQ(codes("[codes]\ndo_not_disturb = \"*78\"\n").do_not_disturb_on, "");
    EXPECT_EQ(codes("[codes]\ndo_not_disturb = \"*78\"\n").do_not_disturb, "*78");
    EXPECT_EQ(codes("[[group]]\nnumber = \"*79\"\nusers = [\"201\"]\n").do_not_disturb_off, "");
}

TEST(Defaults, CodesOfAUsersOwnGiveWayToACarriersCodes) {
    const auto codes = [](const std::string& pattern) {
        return good(two_users +
                    "[[trunk]]\nname = \"provider\"\nhost = \"sip.example.net\"\n[[route_out]]\n" +
                    "numbers = \"" + pattern + "\"\ntrunks = [\"provider\"]\n")
            .office.codes;
    };
    EXPECT_EQ(codes("*21*X.").forward_always + codes("*21*X.").forward_busy, "*67");
    EXPECT_EQ(codes("#61!").forward_no_answer, "");
    EXPECT_EQ(codes("*.").do_not_disturb, "");
    EXPECT_EQ(codes("0X.").forward_always, "*21");
}

TEST(Defaults, OnlyKnownPartiesAreCalledForAParkAndNoLotOverflows) {
    const Settings settings = good(two_users);
    EXPECT_EQ(settings.sip.foreign_parks, Sip::ForeignParks::known);
    EXPECT_EQ(settings.office.lots.at(0).overflow, "");
}

TEST(Defaults, WhoGuessesTenPasswordsIsBanned) {
    EXPECT_EQ(good(two_users).sip.ban_after, 10u);
    EXPECT_TRUE(good(two_users).sip.never_ban.empty());
    const auto sip =
        good(two_users + "[sip]\nban_after = 0\nnever_ban = [\"192.0.2.0/24\", \"2001:db8::1\"]\n").sip;
    EXPECT_EQ(sip.ban_after, 0u);
    EXPECT_EQ(sip.never_ban, (std::vector<std::string>{"192.0.2.0/24", "2001:db8::1"}));
}

TEST(Defaults, NoProxyIsBelieved) {
    EXPECT_TRUE(good(two_users).sip.proxies.empty());
    EXPECT_EQ(good(two_users + "[sip]\nproxies = [\"2001:db8::1\"]\n").sip.proxies,
              std::vector<std::string>{"2001:db8::1"});
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
    EXPECT_EQ(settings.sip.listen[0].transport, Transport::udp);
    EXPECT_EQ(settings.sip.listen[0].ip, "0.0.0.0");
    EXPECT_EQ(settings.sip.listen[0].port, 5060);
    EXPECT_EQ(settings.sip.listen[1].transport, Transport::tcp);
    EXPECT_EQ(settings.media.first_port, 10000);
    EXPECT_EQ(settings.media.last_port, 19999);
    EXPECT_EQ(settings.console.ip, "127.0.0.1");
    EXPECT_EQ(settings.console.port, 7080);
    ASSERT_EQ(settings.sounds.music.size(), 1u);
    EXPECT_EQ(settings.sounds.music[0].first, "default");
}

TEST(Defaults, ThereAreAsManyCallsAsPorts) {
    EXPECT_EQ(good(two_users).sip.max_calls, 5000u);
    EXPECT_EQ(good("[media]\nports = \"10001-10010\"\n" + two_users).sip.max_calls, 4u)
        << "an odd first port is of no use";
    EXPECT_EQ(good("[sip]\nmax_calls = 7\n" + two_users).sip.max_calls, 7u);
}

TEST(Defaults, PortsThatDontFitAreWarnedAbout) {
    const auto told = [](const char* text) {
        return warnings(good("operator = \"201\"\n" + std::string{text} + two_users));
    };
    EXPECT_THAT(told("[sip]\nmax_calls = 5001\n"),
                testing::ElementsAre(testing::StartsWith(
                    "media: ports 10000-19999 are enough for 5000 parties, but sip max_calls is 5001")));
    EXPECT_THAT(told("[media]\nports = \"10000-10001\"\n"),
                testing::ElementsAre(testing::HasSubstr("are too few for a single call")));
    EXPECT_THAT(told("[sip]\nmax_calls = 5000\n"), testing::IsEmpty());
}

TEST(Defaults, ATrunksNumberIsItsAccountIfThatIsOne) {
    const auto from = [](const std::string& more) {
        return good("[[trunk]]\nname = \"pstn\"\nhost = \"a.example\"\npassword = \"x\"\n" + more)
            .lines.at(0)
            .from;
    };
    EXPECT_EQ(from("user = \"+4930123456\"\n"), "+4930123456");
    EXPECT_EQ(from("user = \"4930123456\"\n"), "4930123456");
    for (const char* user : {"sales", "sip4711", "201", "49-30123456", "++4930123456"})
        EXPECT_EQ(from("user = \"" + std::string{user} + "\"\n"), "") << user;
    EXPECT_EQ(from("user = \"4930123456\"\nfrom = \"4930\"\n"), "4930");
}

TEST(Defaults, WhatATrunkAndItsUsersShow) {
    const Settings settings = good(
        "emergency = [\"112\"]\n[[user]]\nname = \"201\"\noutside_number = \"+49301\"\nmax_calls = 3\n"
        "[[trunk]]\nname = \"pstn\"\nhost = \"a.example\"\nfrom = \"+4930\"\npass_caller = true\npass_names "
        "= false\n"
        "max_calls = 9\nspoken_refusals = true\n");
    EXPECT_EQ(settings.secrets.at(0).outside_number, "+49301");
    EXPECT_EQ(settings.office.users.at(0).max_calls, 3u);
    EXPECT_TRUE(settings.lines.at(0).pass_caller && !settings.lines.at(0).pass_names);
    EXPECT_TRUE(settings.office.trunks.at(0).spoken_refusals);
    EXPECT_EQ(settings.office.trunks.at(0).max_calls, 9u);
    EXPECT_THAT(settings.office.emergency, testing::ElementsAre("112"));
    EXPECT_EQ(good(two_users).office.users.at(0).max_calls, 32u);
    EXPECT_THAT(warnings(good("operator = \"201\"\n" + two_users +
                              "[[trunk]]\nname = \"p\"\nhost = \"a.example\"\npass_caller = true\n")),
                testing::Contains(testing::HasSubstr("pass_caller changes nothing without from")));
}

TEST(Defaults, ParkingGoesOnWhileTheDiskFails) {
    using When = Store::WhenFailing;
    EXPECT_EQ(good(two_users).store.when_failing, When::go_on);
    EXPECT_EQ(good("[store]\nwhen_failing = \"continue\"\n" + two_users).store.when_failing, When::go_on);
    EXPECT_EQ(good("[store]\nwhen_failing = \"refuse\"\n" + two_users).store.when_failing, When::refuse);
}

TEST(Defaults, EveryCallIsRememberedUntilThereAreTooMany) {
    EXPECT_EQ(good(two_users).history, (History{.entries = 100'000, .days = 0, .calls = true}));
    EXPECT_EQ(good("[history]\nentries = 5000\nkeep_days = 90\nevery_call = false\n" + two_users).history,
              (History{.entries = 5000, .days = 90, .calls = false}));
}

TEST(Defaults, SipMessagesAreKeptForAnHour) {
    EXPECT_EQ(good(two_users).trace, (Trace{.keep = 1h, .megabytes = 16}));
    EXPECT_EQ(good("[trace]\nkeep = \"0s\"\nmegabytes = 2\n" + two_users).trace,
              (Trace{.keep = 0s, .megabytes = 2}));
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

TEST(Defaults, AnApiThatOtherMachinesReachIsWarnedAbout) {
    const auto warned = [](const std::string& listen) {
        const auto all =
            warnings(good(two_users + "[console]\nunencrypted = true\nlisten = \"" + listen + "\"\n"));
        return std::ranges::any_of(all, [](const auto& one) { return one.starts_with("console: "); });
    };
    EXPECT_TRUE(warned("0.0.0.0:7080"));
    EXPECT_TRUE(warned("192.0.2.1:7080"));
    EXPECT_TRUE(warned("[::]:7080"));
    EXPECT_FALSE(warned("127.0.0.1:7080"));
    EXPECT_FALSE(warned("127.0.5.1:7080"));
    EXPECT_FALSE(warned("[::1]:7080"));
}

TEST(Defaults, AnotherSocketForTheCommandsIsNamedFromTheFolderOfTheFile) {
    EXPECT_EQ(good(two_users).console.socket, "");
    const auto console =
        good("[console]\nsocket = \"/run/layby/layby.sock\"\nsocket_group = \"staff\"\n").console;
    EXPECT_EQ(console.socket, "/run/layby/layby.sock");
    EXPECT_EQ(console.socket_group, "staff");
    const auto proxied = good(
                             "[console]\ntrusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]\npublic_url = "
                             "\"HTTPS://Park.example.com\"\n"
                             "proxy_names_users = true\n")
                             .console;
    EXPECT_EQ(proxied.trusted_proxies, (std::vector<std::string>{"127.0.0.1", "10.0.0.0/8"}));
    EXPECT_EQ(proxied.public_url, "https://park.example.com");
    EXPECT_TRUE(proxied.proxy_names_users);
    EXPECT_FALSE(console.proxy_names_users);
    EXPECT_EQ(console.port, 7080);
}

TEST(ShippedFiles, TheSmallOfficeIsGoodWithoutWarnings) {
    const Settings settings = from_file("examples/small-office.toml");
    EXPECT_EQ(settings.office.users.size(), 3u);
    EXPECT_THAT(warnings(settings), testing::IsEmpty());
}

TEST(Groups, AreReadAsTheyAreWritten) {
    const Settings settings = from_file("examples/everything.toml");
    ASSERT_EQ(settings.office.groups.size(), 1u);
    const auto& group = settings.office.groups[0];
    EXPECT_EQ(group.number, "600");
    EXPECT_EQ(group.name, "Sales");
    EXPECT_THAT(group.users, testing::ElementsAre("202", "lobby"));
    EXPECT_EQ(group.rings, calls::Group::Rings::in_turn);
    EXPECT_EQ(group.step, 15s);
    EXPECT_EQ(group.within, 60s);
    EXPECT_EQ(group.then, "203");
    const calls::Ends ends{"600", "203", "203"};
    EXPECT_EQ(settings.office.users[0].ends, ends);
    EXPECT_EQ(settings.office.users[1].ends, calls::Ends{});
}

TEST(ShippedFiles, TheOneThatHasEverythingIsGoodWithoutWarnings) {
    const Settings settings = from_file("examples/everything.toml");
    EXPECT_EQ(settings.office.trunks.size(), 3u);
    EXPECT_EQ(settings.office.lots.size(), 2u);
    EXPECT_EQ(settings.office.lots[0].call_back.within, 30min);
    EXPECT_EQ(settings.office.lots[0].rules.choices,
              (parking::Choices{.operator_number = "203", .message = true, .call_back = true}));
    EXPECT_EQ(settings.office.trunks[2].call_back.wanted, true);
    EXPECT_EQ(settings.office.trunks[2].call_back.within, 2h);
    EXPECT_EQ(settings.office.tasks_kept, 24h * static_cast<int>(settings.history.days));
    EXPECT_EQ(settings.office.routes_out.size(), 2u);
    EXPECT_EQ(settings.office.routes_in.size(), 2u);
    EXPECT_THAT(warnings(settings), testing::IsEmpty());
}

TEST(ShippedFiles, TheProviderWithThreeOfficesIsGoodWithoutWarnings) {
    const Settings settings = from_file("examples/hosted/office.toml");
    ASSERT_EQ(settings.tenants.size(), 3u);
    for (const auto& tenant : settings.tenants) {
        EXPECT_GE(tenant.settings.office.users.size(), 3u) << tenant.name;
        for (const auto& warning : warnings(tenant.settings))
            EXPECT_THAT(warnings(settings), testing::Contains(warning)) << tenant.name;
    }
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
