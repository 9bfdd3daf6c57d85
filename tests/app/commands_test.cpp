// The commands against a real console on a loopback port, with a desk that is made up.
#include "layby/commands.hpp"
#include "layby/history.hpp"
#include "layby/reload_command.hpp"
#include "layby/tasks_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/fake_desk.hpp"
#include "layby/table.hpp"
#include "runtime/log.hpp"

namespace layby::app {
namespace {

using console::FakeDesk;
using testing::ElementsAre;
using testing::HasSubstr;

struct TheCommands : testing::Test {
    FakeDesk fake;
    console::HttpServer server{console::loopback(), fake.desk()};
    Client client{"127.0.0.1:" + std::to_string(server.port()), console::the_token};

    TheCommands() { spdlog::set_level(spdlog::level::off); }  // the server's lines are not the command's
    ~TheCommands() override { spdlog::set_level(spdlog::level::info); }

    /// What the command printed, on the standard output and error together.
    std::string said(const std::function<ExitCode()>& command, ExitCode expected) {
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        const auto code = command();
        std::fflush(stdout);
        const auto text = testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
        EXPECT_EQ(code, expected) << text;
        return text;
    }
};

TEST_F(TheCommands, ShowWhoWaitsInATable) {
    EXPECT_EQ(
        said([&] { return show_lots(client, false); }, done),
        "Lot main: park 700, slots 701-720, 1 of 20 taken.\n"
        "Lot front desk: park 800, slots 801-809, 0 of 9 taken.\n\n"
        "LOT   SLOT  WHO WAITS          PARKED BY      TOLD  FOR  PIN  LANG  SINCE  NEXT\n"
        "main  701   Ann Lee (5551234)  Bob Ray (201)  yes   204  yes  es    0:42   reminder in 0:18\n");
}

TEST(TheTasksOfACommand, AreNamedByStartAndNumber) {
    EXPECT_EQ(id_of("12-3"), std::to_string((12ULL << 32) | 3));
    for (const char* other : {"7", "x", "-", "1-", "-1", "1-x"}) EXPECT_EQ(id_of(other), other);
}

TEST_F(TheCommands, ShowAndChangeWhoIsToBeCalledBack) {
    EXPECT_EQ(said([&] { return show_tasks(client, {}); }, done), "Nobody is to be called back.\n");
    auto task = FakeDesk::cleo();
    task.id = {(12ULL << 32) | 3};
    task.count = 2;
    task.state = calls::Task::State::done;
    task.who = "203";
    task.how = calls::Task::How::called_again;
    fake.tasks = {task};
    const auto text = said([&] { return change_task(client, "12-3", "take", "203"); }, done);
    EXPECT_THAT(text, HasSubstr("12-3  Cleo Fox (0171555) x2  main 702  abandoned"));
    EXPECT_THAT(text, HasSubstr("done by 203 (called again)"));
    ASSERT_EQ(fake.task_orders.size(), 1U);
    EXPECT_EQ(fake.task_orders[0].task, task.id);
    EXPECT_EQ(fake.task_orders[0].by, "203");
    EXPECT_EQ(said([&] { return call_back(client, "12-3", "203", false); }, done),
              "The phone of 203 rings; once it is answered it calls 0171555.\n");
    said([&] { return note_task(client, "12-3", "later"); }, done);
    EXPECT_EQ(fake.task_orders.back().note, "later");
    fake.result = calls::CommandResult::task_over;
    EXPECT_EQ(said([&] { return change_task(client, "12-3", "done", ""); }, failed),
              "layby: this task is done or dropped already\n");
}

TEST_F(TheCommands, ShowOneLotAlone) {
    const auto text = said([&] { return show_lots(client, false, {.lot = "front desk"}); }, done);
    EXPECT_EQ(text, "Lot front desk: park 800, slots 801-809, 0 of 9 taken.\nNobody waits.\n");
    EXPECT_EQ(said([&] { return show_lots(client, false, {.lot = "attic"}); }, failed),
              "layby: there is no lot \"attic\"\n");
}

TEST(TheLots, AreShownByAgeWhenThatIsWanted) {
    const std::string parked =
        R"(,"park":1,"phase":"waiting","caller":{"name":"A","number":"1","anonymous":false},
        "parker":{"name":"B","number":"2","anonymous":false,"user":""},"next":null,"parker_told":false,
        "for_user":"","pin":false,"taker":null})";
    const auto json =
        R"({"lots":[{"name":"main","park_number":"700","first_slot":701,"last_slot":720,"parked":[
        {"slot":701,"since_s":5)" +
        parked + R"(,{"slot":702,"since_s":90)" + parked + "]}]}";
    const auto place = [&](bool by_age, const std::string& slot) {
        return lots_text(json, by_age).find(slot);
    };
    EXPECT_LT(place(false, "701   A"), place(false, "702   A"));
    EXPECT_GT(place(true, "701   A"), place(true, "702   A"));
}

TEST(TheHistory, IsInTheReadersTimeWithItsZone) {
    setenv("TZ", "Europe/Berlin", 1);
    tzset();
    const auto text = history_text(R"({"history":[{"id":1,"lot":"main","slot":701,"outcome":"retrieved",
        "caller":{"name":"A","number":"1","anonymous":false},"parker":{"name":"B","number":"2","anonymous":false},
        "taker":null,"parked_at":"2026-11-22T20:54:24Z","ended_at":"2026-11-22T20:55:06Z","lasted_s":42}]})");
    EXPECT_THAT(text, HasSubstr("2026-11-22 21:54:24 CET"));
    unsetenv("TZ");
    tzset();
}

TEST(TheHistory, IsAskedForInTheReadersTime) {
    setenv("TZ", "Europe/Berlin", 1);
    tzset();
    const std::time_t now = 1'795'381'200;  // 2026-11-22 22:00 in Berlin
    EXPECT_EQ(utc_of("2026-11-22 21:54", now), "2026-11-22T20:54:00Z");
    EXPECT_EQ(utc_of("2026-07-01", now), "2026-06-30T22:00:00Z") << "it was summer";
    EXPECT_EQ(utc_of("08:30", now), "2026-11-22T07:30:00Z") << "of today";
    for (const char* none : {"", "yesterday", "2026-13-01", "2026-11-22 25:00", "8:30 pm"})
        EXPECT_EQ(utc_of(none, now), std::nullopt) << none;
    unsetenv("TZ");
    tzset();
}

TEST_F(TheCommands, AskForThePastThatIsWanted) {
    fake.history = std::vector<console::PastCall>{};
    EXPECT_EQ(
        said([&] { return show_history(client, {.limit = 5, .number = "+49 30", .outcome = "fell back"}); },
             done),
        "Nobody was parked.\n");
    EXPECT_EQ(fake.wanted, (console::PastWanted{.limit = 5, .number = "+49 30", .outcome = "fell back"}));
    EXPECT_EQ(said([&] { return show_history(client, {.calls = true, .before = "17"}); }, done),
              "There was no call.\n");
    EXPECT_EQ(fake.wanted.before, 17U);
    EXPECT_THAT(said([&] { return show_history(client, {.csv = true}); }, done),
                testing::StartsWith("id,lot,slot,"));
    EXPECT_EQ(said([&] { return show_history(client, {.outcome = "lost"}); }, failed),
              "layby: outcome must be one of \"retrieved\", \"recalled\", \"fell back\", \"abandoned\", "
              "\"released\", \"failed\", \"given up\", \"operator\", \"to call back\", \"message\"\n");
    EXPECT_THAT(said([&] { return show_history(client, {.from = "lately"}); }, bad_input),
                HasSubstr("--from: \"lately\" is not a time"));
}

TEST_F(TheCommands, TellAStoryStepByStep) {
    console::PastCall past{17, {}, {}, {}};
    past.park.lot = "main";
    past.park.slot = {701};
    past.park.caller = fake.caller;
    fake.history = std::vector{past};
    fake.steps = {{{{}, {{3}, {9}, calls::CallStep::What::told, "main", {701}, "201", "voice"}}}};
    const auto text = said([&] { return show_story(client, {}, "17"); }, done);
    EXPECT_THAT(text, HasSubstr("Ann Lee (5551234) in slot 701 of lot main, parked by "));
    EXPECT_THAT(text, HasSubstr("told  201  voice  main  701\n"));
    fake.history = std::vector<console::PastCall>{};
    EXPECT_EQ(said([&] { return show_story(client, {}, "18"); }, failed),
              "layby: the history has no entry \"18\"\n");
}

TEST_F(TheCommands, EraseANumber) {
    EXPECT_EQ(said([&] { return erase_number(client, "5551234"); }, done),
              "5551234 was erased from the history: 3 entries changed.\n");
}

TEST(TheCalls, HaveIdsThatCanBeReadAndTyped) {
    const auto text =
        calls_text(R"({"calls":[{"id":77309411368,"party":{"name":"A","number":"1","anonymous":false},
        "state":"talking","direction":"in","dialled":"700","trunk":null,"slot":null,"with":77309411369,
        "since_s":3}]})");
    EXPECT_THAT(text, HasSubstr("18-40"));
    EXPECT_THAT(text, HasSubstr("18-41"));
}

TEST_F(TheCommands, ShowAnAnonymousCallerAsSuch) {
    fake.caller.anonymous = true;
    server.tell(fake.everything());
    const auto text = said([&] { return show_lots(client, false); }, done);
    EXPECT_THAT(text, HasSubstr("anonymous"));
    EXPECT_THAT(text, Not(HasSubstr("Ann Lee")));
}

TEST_F(TheCommands, ShowTheApisJsonWhenAskedTo) {
    EXPECT_THAT(said([&] { return show_lots(client, true); }, done), testing::StartsWith(R"({"lots":[)"));
}

TEST_F(TheCommands, ShowCallsPhonesAndCounters) {
    EXPECT_THAT(
        said([&] { return show_calls(client, false); }, done),
        testing::AllOf(
            HasSubstr(
                "CALL  DIR  PARTY              DIALLED  TRUNK     OVER  STATE    SLOT  WITH  LANG  SINCE"),
            HasSubstr(
                "3     in   Ann Lee (5551234)  0301234  provider  udp   talking  -     4     -     0:05"),
            HasSubstr(
                "5     out  Bob Ray            -        -         udp   parked   702   -     it    0:07")));
    EXPECT_THAT(said([&] { return show_registrations(client, false); }, done), HasSubstr("Phone/1.0  1:00"));
    EXPECT_THAT(said([&] { return show_status(client, false); }, done), HasSubstr("sip    dialogs  3\n"));
}

TEST_F(TheCommands, ShowLamps) {
    EXPECT_EQ(said([&] { return show_lamps(client, false); }, done), "No phone has asked for a lamp.\n");
    fake.lamps = {{"203", "192.0.2.7", "slot", "702", "snom", 30, false},
                  {"201", "192.0.2.6", "user", "202", "dialog", 3600, true}};
    EXPECT_EQ(said([&] { return show_lamps(client, false); }, done),
              "USER  PHONE AT   LAMP  OF   SHAPE   KNOWS          ENDS IN\n"
              "201   192.0.2.6  user  202  dialog  yes            1:00:00\n"
              "203   192.0.2.7  slot  702  snom    no answer yet  0:30\n");
}

TEST_F(TheCommands, ShowTrunks) {
    EXPECT_EQ(said([&] { return show_trunks(client, false); }, done), "There are no trunks.\n");
    console::Trunk provider{"provider", "sip.example.net", Transport::tls, false, 4};
    provider.registration =
        console::TrunkRegistration{"refused", {}, {}, FakeDesk::now + 60s, 403, "Forbidden"};
    provider.connection =
        console::TrunkConnection{false, FakeDesk::now - 61s, "192.0.2.1:5061", "sip.example.net", {}};
    fake.trunks = {provider, {"partner", "", Transport::udp}};
    server.tell(fake.everything());
    EXPECT_THAT(
        said([&] { return show_trunks(client, false); }, done),
        testing::AllOf(
            HasSubstr("provider  sip.example.net  tls   down      refused (403 Forbidden)  missing since 20"),
            testing::Not(HasSubstr("Z  ")), HasSubstr("1         0          4"),
            HasSubstr("partner   -                udp   calls us  -")));
}

TEST_F(TheCommands, SayWhatIsToBeDoneWithAUsersCallsAndLeaveTheRestAsItIs) {
    PresenceSaid wanted;
    wanted.do_not_disturb = false;
    wanted.always = "205";
    const auto text = said([&] { return set_presence(client, "201", wanted); }, done);
    EXPECT_THAT(text, HasSubstr("201   -               205        -     0171555 after 20 s  -"));
    auto expected = FakeDesk::presence_of("201");
    expected.do_not_disturb = false;
    expected.forwards.always = "205";
    EXPECT_THAT(fake.presences, ElementsAre(expected));
    wanted = {.no_answer = ""};
    said([&] { return set_presence(client, "201", wanted); }, done);
    EXPECT_EQ(fake.presences.back().forwards.otherwise.no_answer, "");
    EXPECT_EQ(said([&] { return show_presences(client, false); }, done), "All phones ring as usual.\n");
}

TEST_F(TheCommands, ShowAndSwitchHours) {
    EXPECT_THAT(said([&] { return show_hours(client, false); }, done),
                HasSubstr("office  open   clock   open          2026-11-29 16:30:00 UTC  *28"));
    EXPECT_THAT(said([&] { return set_hours(client, "office", "closed", true); }, done),
                HasSubstr("office  open   hand    open"));
    ASSERT_EQ(fake.hours_orders.size(), 1U);
    EXPECT_EQ(fake.hours_orders.front().set, calls::HoursSet::closed);
    EXPECT_TRUE(fake.hours_orders.front().until_next_change);
}

TEST_F(TheCommands, RetrieveFindsTheLotOfTheSlot) {
    said([&] { return retrieve(client, "", "805", "203"); }, done);
    EXPECT_THAT(fake.orders, ElementsAre(FakeDesk::Order{"retrieve", "front desk", 805, "203"}));
}

TEST_F(TheCommands, ReleaseInTheNamedLot) {
    said([&] { return release(client, "main", "701"); }, done);
    EXPECT_THAT(fake.orders, ElementsAre(FakeDesk::Order{"release", "main", 701, ""}));
}

TEST_F(TheCommands, SayAboutACallWhatIsGivenAlone) {
    said([&] { return edit(client, "", "701", {"VIP", {}, std::chrono::seconds{90}}); }, done);
    ASSERT_EQ(fake.edits.size(), 1U);
    EXPECT_EQ(fake.edits[0].note, "VIP");
    EXPECT_FALSE(fake.edits[0].for_user);
    EXPECT_EQ(fake.edits[0].longer, std::chrono::seconds{90});
    fake.result = calls::CommandResult::no_such_user;
    EXPECT_EQ(said(
                  [&] {
                      return edit(client, "main", "701", {{}, "299", {}});
                  },
                  failed),
              "layby: there is no user \"299\"\n");
}

TEST_F(TheCommands, GiveACallAPinAndDontRepeatIt) {
    EXPECT_THAT(said([&] { return set_pin(client, "", "701", "0042"); }, done), Not(HasSubstr("0042")));
    said([&] { return set_pin(client, "main", "701", ""); }, done);
    EXPECT_THAT(fake.orders, ElementsAre(FakeDesk::Order{"pin", "main", 701, "0042"},
                                         FakeDesk::Order{"pin", "main", 701, ""}));
    fake.result = calls::CommandResult::slot_empty;
    EXPECT_EQ(said([&] { return set_pin(client, "main", "701", "1"); }, failed),
              "layby: nobody waits in slot 701 of lot \"main\"\n");
}

TEST_F(TheCommands, SayInOneLineWhyTheyAreRefused) {
    fake.result = calls::CommandResult::being_taken;
    EXPECT_EQ(said([&] { return retrieve(client, "main", "701", "203"); }, failed),
              "layby: somebody is already taking the call in slot 701 of lot \"main\"\n");
    EXPECT_EQ(said([&] { return release(client, "", "999"); }, failed), "layby: no lot has a slot 999\n");
    EXPECT_EQ(said([&] { return release(client, "main", "7x"); }, failed),
              "layby: \"7x\" is not a slot number\n");
}

TEST_F(TheCommands, ReloadShowsEveryProblem) {
    fake.problems = {"office.toml:3: one", "office.toml:9: two"};
    EXPECT_EQ(said([&] { return reload(client); }, failed),
              "layby: the configuration has errors; the old one stays in effect\n"
              "layby: office.toml:3: one\nlayby: office.toml:9: two\n");
    fake.problems.clear();
    said([&] { return reload(client); }, done);
}

TEST_F(TheCommands, ReloadTellsWhatWaitsForTheNextStart) {
    fake.at_next_start = {"media"};
    EXPECT_THAT(said([&] { return reload(client); }, done),
                testing::EndsWith("[media] has changed: this takes effect at the next start.\n"));
}

TEST_F(TheCommands, SayWhatAReloadWouldChange) {
    EXPECT_EQ(said([&] { return preview_reload(client); }, done), "Nothing would change.\n");
    using What = settings::Change::What;
    fake.checked.warnings = {"lot main: no fallback"};
    fake.checked.changes = {{What::added, "user", "204"},
                            {What::changed, "lot", "main", {{"recall", "\"2m\"", "\"3m\""}}}};
    fake.checked.at_next_start = {"media"};
    EXPECT_EQ(said([&] { return preview_reload(client); }, done),
              "warning: lot main: no fallback\nuser 204 is added\nlot main: recall \"2m\" → \"3m\"\n"
              "[media] would be changed: this takes effect at the next start.\n");
    fake.checked = {};
    fake.checked.problems = {{"office.toml", 3, "one"}};
    EXPECT_EQ(said([&] { return preview_reload(client); }, failed), "layby: office.toml:3: one\n");
    EXPECT_TRUE(fake.orders.empty());
}

TEST_F(TheCommands, ShowWhoIsBannedAndEndABan) {
    EXPECT_EQ(said([&] { return show_bans(client, false); }, done),
              "ADDRESS      FOR ANOTHER\n203.0.113.7  0:42\n");
    EXPECT_EQ(said([&] { return unban(client, "203.0.113.7"); }, done), "203.0.113.7 is heard again.\n");
    EXPECT_EQ(said([&] { return unban(client, "203.0.113.7"); }, failed),
              "layby: \"203.0.113.7\" is not banned\n");
    EXPECT_EQ(said([&] { return show_bans(client, false); }, done), "Nobody is banned.\n");
}

TEST_F(TheCommands, DrainAndCallItOff) {
    using namespace std::chrono_literals;
    EXPECT_EQ(
        said([&] { return drain(client, 600s); }, done),
        "Draining: no new calls. The server ends when those in progress are over (2 legs), at the latest in "
        "10:00.\n");
    EXPECT_EQ(said([&] { return drain(client, {}); }, done),
              "Draining: no new calls. The server ends when those in progress are over (2 legs).\n");
    EXPECT_EQ(said([&] { return stop_draining(client); }, done),
              "Drain cancelled: new calls are accepted again.\n");
    fake.drained = {console::DrainResult::State::serving, 0, false};
    EXPECT_EQ(said([&] { return stop_draining(client); }, done),
              "The server was not draining; new calls are accepted.\n");
}

TEST_F(TheCommands, TakeNoTimeAsNoDeadlineAsTheSettingsDo) {
    using namespace std::chrono_literals;
    EXPECT_THAT(said([&] { return drain(client, 0s); }, done), Not(HasSubstr("at the latest")));
    EXPECT_THAT(fake.orders, ElementsAre(FakeDesk::Order{"drain", "", 0xFFFFFFFF, ""}));
}

TEST_F(TheCommands, SayThatAnEndCantBeTakenBack) {
    fake.drained = {console::DrainResult::State::ending, 0, false};
    EXPECT_THAT(said([&] { return stop_draining(client); }, failed), HasSubstr("already ending"));
    EXPECT_THAT(said([&] { return drain(client, {}); }, failed), HasSubstr("already ending"));
}

TEST(ACommand, SaysThatNoServerAnswers) {
    std::uint16_t port = 0;
    {
        FakeDesk fake;
        port = console::HttpServer(console::loopback(), fake.desk()).port();
    }
    try {
        show_lots(Client("127.0.0.1:" + std::to_string(port)), false);
        FAIL() << "somebody answered";
    } catch (const NoServer& error) {
        EXPECT_THAT(error.what(), HasSubstr("no Layby server answers at 127.0.0.1:" + std::to_string(port)));
    }
}

TEST(ACommand, RefusesAnAddressThatIsNone) {
    for (const std::string api : {"", "localhost", ":7080", "localhost:"}) {
        EXPECT_THROW(Client{api}, BadAddress) << api;
    }
}

TEST(ATable, AlignsByCharacterAndShowsNoControlCharacters) {
    EXPECT_EQ(table({{"Zoë", "x"}, {"Anna", "y"}}), "Zoë   x\nAnna  y\n");
    EXPECT_EQ(table({{"a\x1b[31m", "b"}}), "a?[31m  b\n");
    EXPECT_EQ(table({}), "");
}

TEST(AClock, ShowsMinutesAndHoursOnlyAsNeeded) {
    EXPECT_EQ(clock_text(-1), "0:00");
    EXPECT_EQ(clock_text(59.9), "0:59");
    EXPECT_EQ(clock_text(723), "12:03");
    EXPECT_EQ(clock_text(3723), "1:02:03");
}

}  // namespace
}  // namespace layby::app
