// What the API shows and does, over a real loopback socket.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_desk.hpp"
#include "raw_client.hpp"
#include "runtime/version.hpp"

namespace layby::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Result = calls::CommandResult;
using Order = FakeDesk::Order;

struct TheApi : testing::Test {
    FakeDesk fake;
    HttpServer server{loopback(), fake.desk()};
    RawClient client{server.port()};
    const std::string retrieve_701{"/api/v1/lots/main/slots/701/retrieve"};
};

TEST_F(TheApi, ShowsTheCountersByGroup) {
    const auto reply = client.get("/api/v1/status");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.fields.at("content-type"), "application/json");
    EXPECT_EQ(reply.json()["counters"]["calls"]["legs"], 2);
    EXPECT_EQ(reply.json()["counters"]["sip"]["dialogs"], 3);
    EXPECT_EQ(reply.json()["version"], runtime::version());
    EXPECT_EQ(reply.json()["media_way"]["runs"], "A: a socket for each call");
    EXPECT_EQ(reply.json()["media_way"]["why_not_faster"], "no CAP_BPF");
}

TEST_F(TheApi, ShowsWhoWaitsWhereSinceWhenAndWhatComesNext) {
    const auto lots = client.get("/api/v1/lots").json()["lots"];
    ASSERT_EQ(lots.size(), 2U);
    EXPECT_EQ(lots[0]["park_number"], "700");
    EXPECT_EQ(lots[0]["first_slot"], 701);
    EXPECT_EQ(lots[0]["last_slot"], 720);
    const auto call = lots[0]["parked"][0];
    EXPECT_EQ(call["slot"], 701);
    EXPECT_EQ(call["phase"], "waiting");
    EXPECT_EQ(call["caller"]["name"], "Ann Lee");
    EXPECT_EQ(call["parker"]["user"], "201");
    EXPECT_EQ(call["since_s"], 42.0);
    EXPECT_EQ(call["next"]["what"], "reminder");
    EXPECT_EQ(call["next"]["in_s"], 18.5);
    EXPECT_EQ(call["for_user"], "204");
    EXPECT_EQ(call["parker_told"], true);
    EXPECT_EQ(call["language"], "es");
    EXPECT_TRUE(call["taker"].is_null());
}

TEST_F(TheApi, ShowsNothingOfACallerWhoAskedForPrivacy) {
    fake.caller.anonymous = true;
    server.tell(fake.everything());
    const auto reply = client.get("/api/v1/lots");
    EXPECT_THAT(reply.body, Not(HasSubstr("Ann Lee")));
    EXPECT_THAT(reply.body, Not(HasSubstr("5551234")));
    EXPECT_EQ(reply.json()["lots"][0]["parked"][0]["caller"]["anonymous"], true);
}

TEST_F(TheApi, ShowsANameThatIsNotUtf8WithReplacements) {
    fake.caller.name = "Ann \xff\xfe Lee";
    server.tell(fake.everything());
    EXPECT_EQ(client.get("/api/v1/lots").json()["lots"][0]["parked"][0]["caller"]["name"],
              "Ann \xEF\xBF\xBD\xEF\xBF\xBD Lee");
}

TEST_F(TheApi, ShowsOneLotWhoseNameNeedsAnEscape) {
    EXPECT_EQ(client.get("/api/v1/lots/front%20desk").json()["park_number"], "800");
    const auto none = client.get("/api/v1/lots/attic");
    EXPECT_EQ(none.status, 404);
    EXPECT_EQ(none.code(), "no_such_lot");
}

TEST_F(TheApi, ShowsTrunksWithTheirRegistrationConnectionAndCalls) {
    const Instant now = FakeDesk::now;
    Trunk provider{"provider", "sip.example.net", Transport::tls, true, 4};
    provider.registration = TrunkRegistration{"registered", now - 60s, now + 540s, now + 480s, 200, "OK"};
    provider.connection =
        TrunkConnection{true, now - 61s, "192.0.2.1:5061", "sip.example.net", WallTime{1'900'000'000s}};
    provider.failure = {now - 62s, "192.0.2.1:5061: it has ended the connection"};
    fake.trunks = {provider, {"partner", "", Transport::udp}};
    server.tell(fake.everything());
    const auto trunks = client.get("/api/v1/trunks").json()["trunks"];
    ASSERT_EQ(trunks.size(), 2U);
    const auto& first = trunks[0];
    EXPECT_EQ(first["host"], "sip.example.net");
    EXPECT_EQ(first["transport"], "tls");
    EXPECT_EQ(first["up"], true);
    EXPECT_EQ(first["calls_in"], 1);
    EXPECT_EQ(first["calls_out"], 0);
    EXPECT_EQ(first["max_calls"], 4);
    EXPECT_EQ(first["registration"]["state"], "registered");
    EXPECT_EQ(first["registration"]["answer"], 200);
    EXPECT_EQ(first["connection"]["there"], true);
    EXPECT_EQ(first["connection"]["certificate"], "sip.example.net");
    EXPECT_EQ(first["connection"]["valid_until"], "2030-03-17T17:46:40Z");
    EXPECT_EQ(first["failure"]["what"], "192.0.2.1:5061: it has ended the connection");
    EXPECT_EQ(client.get("/api/v1/trunks/provider").json(), first);
    const auto& other = trunks[1];
    for (const char* key : {"host", "registration", "connection", "max_calls", "failure"})
        EXPECT_TRUE(other[key].is_null()) << key;
    EXPECT_EQ(client.get("/api/v1/trunks/none").code(), "no_such_trunk");
    EXPECT_THAT(client.get("/metrics").body, HasSubstr("layby_trunk_up{trunk=\"provider\"} 1"));
}

TEST_F(TheApi, ShowsTrunksAsTheyAreNow) {
    fake.trunks = {{"provider", "sip.example.net", Transport::tls, true}};
    server.tell(fake.everything());
    EXPECT_EQ(client.get("/api/v1/trunks/provider").json()["up"], true);
    fake.trunks[0].up = false;
    server.tell(Trunks{fake.trunks});
    EXPECT_EQ(client.get("/api/v1/trunks/provider").json()["up"], false);
}

TEST_F(TheApi, ShowsWhoWasParkedByWhomAndWhatCameOfIt) {
    const std::chrono::system_clock::time_point ended{1'900'000'042s};
    calls::PastPark past{.lot = "main",
                         .slot = {701},
                         .caller = fake.caller,
                         .parker = {.user = "201", .leg = {}, .shown = {"Bob Ray", "201", false}},
                         .outcome = parking::Outcome::fell_back,
                         .by = {"Cleo Fox", "203", false},
                         .lasted = 42500ms};
    fake.history = {{7, past, ended - 42s, ended}};
    past.by = {};
    past.caller.anonymous = true;
    fake.history->push_back({6, past, ended - 90s, ended});
    const auto history = client.get("/api/v1/history").json()["history"];
    ASSERT_EQ(history.size(), 2U);
    EXPECT_EQ(history[0]["id"], 7);
    EXPECT_EQ(history[0]["slot"], 701);
    EXPECT_EQ(history[0]["caller"]["name"], "Ann Lee");
    EXPECT_EQ(history[0]["parker"]["user"], "201");
    EXPECT_EQ(history[0]["outcome"], "fell back");
    EXPECT_EQ(history[0]["taker"]["number"], "203");
    EXPECT_EQ(history[0]["parked_at"], "2030-03-17T17:46:40Z");
    EXPECT_EQ(history[0]["ended_at"], "2030-03-17T17:47:22Z");
    EXPECT_EQ(history[0]["lasted_s"], 42.5);
    EXPECT_TRUE(history[1]["taker"].is_null());
    EXPECT_EQ(history[1]["caller"]["name"], "");
}

TEST_F(TheApi, TakesALimitForTheHistory) {
    client.get("/api/v1/history");
    client.get("/api/v1/history?limit=1");
    client.get("/api/v1/history?x=2&limit=1000");
    EXPECT_THAT(fake.orders, ElementsAre(Order{"history", "", 100, ""}, Order{"history", "", 1, ""},
                                         Order{"history", "", 1000, ""}));
    for (const std::string bad : {"0", "1001", "-1", "ten", "1x", "", "99999999999999999999999"}) {
        const auto reply = client.get("/api/v1/history?limit=" + bad);
        EXPECT_EQ(reply.status, 400) << bad;
        EXPECT_EQ(reply.code(), "bad_limit") << bad;
    }
}

TEST_F(TheApi, SaysWhenThereIsNoHistory) {
    fake.history = {};
    EXPECT_EQ(client.get("/api/v1/history").code(), "history_unreadable");
    fake.keeps_history = false;
    HttpServer forgetful{loopback(), fake.desk()};
    const auto reply = RawClient(forgetful.port()).get("/api/v1/history");
    EXPECT_EQ(reply.status, 404);
    EXPECT_EQ(reply.code(), "no_history");
}

TEST_F(TheApi, ShowsCallsRegistrationsAndVersion) {
    const auto call = client.get("/api/v1/calls").json()["calls"][0];
    EXPECT_EQ(call["state"], "talking");
    EXPECT_EQ(call["with"], 4);
    EXPECT_EQ(call["direction"], "in");
    EXPECT_EQ(call["dialled"], "0301234");
    EXPECT_EQ(call["trunk"], "provider");
    EXPECT_TRUE(call["slot"].is_null());
    const auto parked = client.get("/api/v1/calls").json()["calls"][1];
    EXPECT_EQ(parked["direction"], "out");
    EXPECT_TRUE(parked["trunk"].is_null());
    EXPECT_EQ(parked["lot"], "main");
    EXPECT_EQ(parked["slot"], 702);
    EXPECT_EQ(call["since_s"], 5.0);
    EXPECT_EQ(client.get("/api/v1/registrations").json()["registrations"][0]["user"], "201");
    EXPECT_EQ(client.get("/api/v1/version").json()["version"], runtime::version());
    EXPECT_EQ(client.get("/healthz").json()["status"], "ok");
}

TEST_F(TheApi, RetrievesForAUser) {
    const auto reply = client.post(retrieve_701, R"({"user":"203"})");
    EXPECT_EQ(reply.status, 202);
    EXPECT_EQ(reply.json()["state"], "ringing");
    EXPECT_THAT(fake.orders, ElementsAre(Order{"retrieve", "main", 701, "203"}));
}

TEST_F(TheApi, ReleasesASlot) {
    EXPECT_EQ(client.post("/api/v1/lots/main/slots/701/release", "").status, 200);
    EXPECT_THAT(fake.orders, ElementsAre(Order{"release", "main", 701, ""}));
}

TEST_F(TheApi, GivesACallAPinAndTakesItAwayWithoutEverShowingIt) {
    const std::string pin_701{"/api/v1/lots/main/slots/701/pin"};
    const auto given = client.put(pin_701, R"({"pin":"0042"})");
    EXPECT_EQ(given.status, 200);
    EXPECT_EQ(given.json()["state"], "with own PIN");
    EXPECT_THAT(given.body, Not(HasSubstr("0042")));
    EXPECT_EQ(client.put(pin_701, R"({"pin":null})").json()["state"], "without own PIN");
    EXPECT_THAT(fake.orders, ElementsAre(Order{"pin", "main", 701, "0042"}, Order{"pin", "main", 701, ""}));
    EXPECT_EQ(client.get("/api/v1/lots").json()["lots"][0]["parked"][0]["pin"], true);
}

TEST_F(TheApi, TakesOnlyDigitsForAPin) {
    const std::string pin_701{"/api/v1/lots/main/slots/701/pin"};
    for (const std::string body : {"{}", R"({"pin":""})", R"({"pin":4711})", R"({"pin":"47a1"})", "[]",
                                   R"({"pin":"12345678901234567"})"}) {
        const auto reply = client.put(pin_701, body);
        EXPECT_EQ(reply.status, 400) << body;
        EXPECT_EQ(reply.code(), "bad_body") << body;
    }
    EXPECT_EQ(client.put(pin_701, R"({"pin":"1"})", "", "text/plain").status, 415);
    EXPECT_EQ(client.post(pin_701, R"({"pin":"1"})").fields.at("allow"), "PUT");
    EXPECT_THAT(fake.orders, IsEmpty());
    fake.result = Result::slot_empty;
    EXPECT_EQ(client.put(pin_701, R"({"pin":"1"})").code(), "slot_empty");
}

TEST_F(TheApi, ReloadsOrSaysEverythingThatIsWrong) {
    EXPECT_EQ(client.post("/api/v1/reload", "").status, 200);
    fake.problems = {"office.toml:3: unknown key \"slotz\"", "office.toml:9: …"};
    const auto reply = client.post("/api/v1/reload", "");
    EXPECT_EQ(reply.status, 422);
    EXPECT_EQ(reply.code(), "bad_configuration");
    EXPECT_EQ(reply.json()["problems"].size(), 2U);
}

TEST_F(TheApi, SaysWhatOfAReloadWaitsForTheNextStart) {
    EXPECT_TRUE(client.post("/api/v1/reload", "").json()["at_next_start"].empty());
    fake.at_next_start = {"sip.listen", "media"};
    EXPECT_EQ(client.post("/api/v1/reload", "").json()["at_next_start"][1], "media");
}

TEST_F(TheApi, ShowsWhichLampsKnowWhatTheyWatch) {
    fake.lamps = {{"203", "192.0.2.7", "slot", "702", "snom", 30, false},
                  {"201", "192.0.2.9", "lot", "main", "default", 600, true}};
    const auto lamps = client.get("/api/v1/lamps").json()["lamps"];
    ASSERT_EQ(lamps.size(), 2U);
    EXPECT_EQ(lamps[0]["user"], "201");
    EXPECT_EQ(lamps[0]["confirmed"], true);
    EXPECT_EQ(lamps[1]["kind"], "slot");
    EXPECT_EQ(lamps[1]["of"], "702");
    EXPECT_EQ(lamps[1]["left_s"], 30);
}

TEST_F(TheApi, ShowsWhoIsBannedAndHearsThemAgain) {
    fake.bans.push_back({"2001:db8::/64", 7});
    const auto bans = client.get("/api/v1/bans").json()["bans"];
    ASSERT_EQ(bans.size(), 2U);
    EXPECT_EQ(bans[0]["source"], "203.0.113.7");
    EXPECT_EQ(bans[0]["left_s"], 42);
    const auto unban = [&](const std::string& source) {
        return client.ask("DELETE /api/v1/bans/" + source + " HTTP/1.1\r\nHost: localhost\r\n" +
                          token_field() + "\r\n");
    };
    EXPECT_EQ(unban("2001:db8::%2F64").status, 200);
    EXPECT_THAT(fake.orders, ElementsAre(Order{"unban", "", 0, "2001:db8::/64"}));
    EXPECT_EQ(unban("198.51.100.1").code(), "not_banned");
    EXPECT_EQ(client.get("/api/v1/bans").json()["bans"].size(), 1U);
}

TEST_F(TheApi, UpgradesOrSaysEverythingThatIsInTheWay) {
    const auto begun = client.post("/api/v1/upgrade", "");
    EXPECT_EQ(begun.status, 202);
    EXPECT_EQ(begun.json()["state"], "upgrading");
    fake.problems = {"a listen address has port 0"};
    const auto reply = client.post("/api/v1/upgrade", "");
    EXPECT_EQ(reply.status, 409);
    EXPECT_EQ(reply.code(), "cannot_upgrade");
    EXPECT_EQ(reply.json()["problems"][0], "a listen address has port 0");
}

TEST_F(TheApi, DrainsForAsLongAsItIsTold) {
    const std::string drain = "/api/v1/drain";
    EXPECT_EQ(client.post(drain, R"({"within_s":600})").json()["legs"], 2);
    EXPECT_EQ(client.post(drain, "{}").json()["state"], "draining");
    EXPECT_EQ(client.post(drain, "").status, 202);
    const auto off =
        client.ask("DELETE " + drain + " HTTP/1.1\r\nHost: localhost\r\n" + token_field() + "\r\n");
    EXPECT_EQ(off.status, 200);
    EXPECT_EQ(off.json()["state"], "serving");
    EXPECT_EQ(off.json()["was_draining"], true);
    const auto never = static_cast<std::uint32_t>(-1);
    EXPECT_EQ(fake.orders, (std::vector<FakeDesk::Order>{{"drain", "", 600, ""},
                                                         {"drain", "", never, ""},
                                                         {"drain", "", never, ""},
                                                         {"stop draining", "", 0, ""}}));
    for (const std::string body :
         {R"({"within_s":-1})", R"({"within_s":"1h"})", R"({"within_s":1e9})", "[]", "x"})
        EXPECT_EQ(client.post(drain, body).code(), "bad_body") << body;
    EXPECT_EQ(client.put(drain, "{}").fields.at("allow"), "POST, DELETE");
}

TEST_F(TheApi, TakesZeroSecondsAsNoDeadline) {
    client.post("/api/v1/drain", R"({"within_s":0})");
    EXPECT_THAT(fake.orders, ElementsAre(Order{"drain", "", static_cast<std::uint32_t>(-1), ""}));
}

TEST_F(TheApi, SaysThatTheEndHasBegun) {
    fake.drained = {DrainResult::State::ending, 0, true};
    const auto off = client.with_body("DELETE", "/api/v1/drain", "", "", "application/json");
    EXPECT_EQ(off.status, 409);
    EXPECT_EQ(off.code(), "ending");
    EXPECT_EQ(client.post("/api/v1/drain", "{}").code(), "ending");
}

TEST_F(TheApi, SaysWhyARetrievalIsRefused) {
    const std::vector<std::tuple<Result, int, std::string>> cases{
        {Result::no_such_lot, 404, "no_such_lot"},       {Result::no_such_slot, 404, "no_such_slot"},
        {Result::slot_empty, 404, "slot_empty"},         {Result::no_such_user, 404, "no_such_user"},
        {Result::not_registered, 409, "not_registered"}, {Result::not_allowed, 403, "not_allowed"},
        {Result::being_taken, 409, "being_taken"}};
    for (const auto& [result, status, code] : cases) {
        fake.result = result;
        const auto reply = client.post(retrieve_701, R"({"user":"203"})");
        EXPECT_EQ(reply.status, status) << code;
        EXPECT_EQ(reply.code(), code);
        EXPECT_FALSE(reply.json()["detail"].get<std::string>().empty());
    }
}

TEST_F(TheApi, RefusesAsAProblemWithACodeForPrograms) {
    fake.result = Result::slot_empty;
    const auto reply = client.post(retrieve_701, R"({"user":"203"})");
    EXPECT_EQ(reply.fields.at("content-type"), "application/problem+json");
    const nlohmann::json problem{{"type", "about:blank"},
                                 {"title", "Not Found"},
                                 {"status", 404},
                                 {"code", "slot_empty"},
                                 {"detail", "nobody waits in slot 701 of lot \"main\""}};
    EXPECT_EQ(reply.json(), problem);
}

TEST_F(TheApi, ShowsTheCallInASlotAndNamesItForThoseWhoWantItAndNoOther) {
    const auto reply = client.get("/api/v1/lots/main/slots/701");
    EXPECT_EQ(reply.json()["caller"]["name"], "Ann Lee");
    EXPECT_EQ(reply.json()["lot"], "main");
    EXPECT_EQ(reply.fields.at("etag"), "\"park-9\"");
    EXPECT_EQ(client.get("/api/v1/lots/main/slots/702").code(), "slot_empty");
    EXPECT_EQ(client.get("/api/v1/lots/main/slots/721").code(), "no_such_slot");
    EXPECT_EQ(client.get("/api/v1/lots/attic/slots/701").code(), "no_such_lot");
    EXPECT_EQ(client.get("/api/v1/lots/main/slots/7o1").code(), "no_such_slot");
}

TEST_F(TheApi, TakesNoOtherCallThanTheOneThatIsMeant) {
    const std::string pin_701{"/api/v1/lots/main/slots/701/pin"},
        release_701{"/api/v1/lots/main/slots/701/release"};
    const auto matching = [](const std::string& tag) { return "If-Match: " + tag + "\r\n"; };
    for (const std::string tag : {"\"park-9\"", "*"}) {
        EXPECT_EQ(client.post(retrieve_701, R"({"user":"203"})", matching(tag)).status, 202) << tag;
        EXPECT_EQ(client.put(pin_701, R"({"pin":null})", matching(tag)).status, 200) << tag;
        EXPECT_EQ(client.post(release_701, "", matching(tag)).status, 200) << tag;
    }
    for (const auto& reply : {client.post(retrieve_701, R"({"user":"203"})", matching("\"park-8\"")),
                              client.put(pin_701, R"({"pin":null})", matching("\"park-8\"")),
                              client.post(release_701, "", matching("\"park-8\""))}) {
        EXPECT_EQ(reply.status, 412);
        EXPECT_EQ(reply.code(), "another_call");
    }
    fake.orders.clear();
    for (const std::string tag : {"park-9", "\"park-\"", "\"park-0\"", "\"park-9x\"", "\"9\"", "W/\"park-9\"",
                                  "\"park-8\", \"park-9\"", "\""})
        EXPECT_EQ(client.post(release_701, "", matching(tag)).code(), "bad_match") << tag;
    // A program whose ETag is empty, or that has two of them, means no call for certain.
    for (const std::string& fields : {matching(""), matching("\"park-9\"") + matching("\"park-8\"")})
        EXPECT_EQ(client.post(release_701, "", fields).code(), "bad_match") << fields;
    EXPECT_THAT(fake.orders, IsEmpty());
}

TEST_F(TheApi, TracesAndLogsAsMuchAsIsWanted) {
    EXPECT_EQ(client.put("/api/v1/trace", R"({"on":true,"number":"201"})").json()["state"], "tracing");
    EXPECT_EQ(client.put("/api/v1/trace", R"({"on":false})").json()["state"], "not tracing");
    EXPECT_EQ(client.put("/api/v1/log", R"({"level":"debug"})").json()["state"], "debug");
    EXPECT_EQ(client.put("/api/v1/log", R"({"level":"loud"})").code(), "bad_body");
    EXPECT_THAT(fake.orders, ElementsAre(Order{"trace", "", 0, "201"}, Order{"no trace", "", 0, ""},
                                         Order{"log debug", "", 0, ""}));
}

trace::Message a_message() {
    trace::Message out;
    out.number = 7;
    out.at = std::chrono::system_clock::time_point(1'795'000'000'000'042us);
    out.direction = trace::Direction::sent;
    out.transport = Transport::tls;
    out.local = {"192.0.2.1", 5061};
    out.remote = {"2001:db8::7", 40000};
    out.call_id = "a@b";
    out.text = "SIP/2.0 200 OK\r\nCall-ID: a@b\r\nCSeq: 1 INVITE\r\nX: \xff\r\n\r\n";
    return out;
}

TEST_F(TheApi, ShowsTheSipMessagesOfACall) {
    fake.messages = {a_message()};
    const auto one = client.get("/api/v1/trace?call=4294967299").json()["messages"][0];
    EXPECT_EQ(fake.messages_wanted.call, (LegId{4294967299}));
    EXPECT_EQ(one["at"], "2026-11-18T11:06:40.000042Z");
    EXPECT_EQ(one["direction"], "sent");
    EXPECT_EQ(one["transport"], "tls");
    EXPECT_EQ(one["remote"], "[2001:db8::7]:40000");
    EXPECT_EQ(one["what"], "200 OK (INVITE)");
    EXPECT_EQ(one["call_id"], "a@b");
    client.get("/api/v1/trace?call_id=a%40b&user=201&address=192.0.2.7&after=12&limit=3");
    const auto& wanted = fake.messages_wanted;
    EXPECT_EQ(wanted.call_id + wanted.user + wanted.address, "a@b201192.0.2.7");
    EXPECT_EQ(wanted.after, 12u);
    EXPECT_EQ(wanted.most, 3u);
}

TEST_F(TheApi, ShowsSipMessagesAsALadderAndForWireshark) {
    fake.messages = {a_message()};
    const auto with = [&](const std::string& type) {
        return client.bare("GET", "/api/v1/trace?user=201", "",
                           "Authorization: Bearer " + the_token + "\r\nAccept: " + type + "\r\n");
    };
    const auto ladder = with("text/plain");
    EXPECT_EQ(ladder.fields.at("content-type"), "text/plain; charset=utf-8");
    EXPECT_THAT(ladder.body, HasSubstr("200 OK (INVITE)"));
    const auto pcap = with("application/vnd.tcpdump.pcap");
    EXPECT_EQ(pcap.fields.at("content-type"), "application/vnd.tcpdump.pcap");
    EXPECT_THAT(pcap.body, testing::StartsWith("\xd4\xc3\xb2\xa1"));
}

TEST_F(TheApi, ShowsNoSipMessagesToWhoNamesNone) {
    for (const std::string query : {"", "?call=", "?call=x", "?call=0", "?user=201&after=-1"})
        EXPECT_EQ(client.get("/api/v1/trace" + query).code(), "bad_filter") << query;
    for (const std::string limit : {"0", "10001", "many"})
        EXPECT_EQ(client.get("/api/v1/trace?user=201&limit=" + limit).code(), "bad_limit") << limit;
    fake.messages = std::nullopt;
    EXPECT_EQ(client.get("/api/v1/trace?user=201").code(), "not_traced");
}

/// Who follows a call asks every second.
TEST_F(TheApi, NotesWhoReadsSipMessagesOnceInAWhile) {
    client.get("/api/v1/trace?user=201");
    client.get("/api/v1/trace?user=201&after=5");
    client.get("/api/v1/trace?user=202");
    ASSERT_EQ(fake.audit.size(), 2u);
    EXPECT_EQ(fake.audit[0].what, "GET /api/v1/trace?user=201");
    EXPECT_EQ(fake.audit[1].what, "GET /api/v1/trace?user=202");
}

TEST_F(TheApi, ServesItsContract) {
    const auto reply = client.get("/api/v1/openapi.yaml");
    EXPECT_EQ(reply.fields.at("content-type"), "application/yaml");
    EXPECT_THAT(reply.body, testing::StartsWith("openapi: 3.1.0\n"));
    EXPECT_THAT(reply.body, HasSubstr("/api/v1/lots/{lot}/slots/{slot}/retrieve:"));
}

TEST_F(TheApi, RefusesWhatIsNotASlotNumberWithoutAskingTheDesk) {
    for (const std::string slot : {"0", "007", "7a", "-1", "9999999999", "%37%30x"}) {
        const auto reply = client.post("/api/v1/lots/main/slots/" + slot + "/release", "");
        EXPECT_EQ(reply.status, 404) << slot;
        EXPECT_EQ(reply.code(), "no_such_slot") << slot;
    }
    EXPECT_THAT(fake.orders, IsEmpty());
}

TEST_F(TheApi, RefusesABodyThatIsNotWhatIsNeeded) {
    EXPECT_EQ(client.post(retrieve_701, R"({"user":"203"})", "", "text/plain").status, 415);
    for (const std::string body : {"", "{", "[]", "\"203\"", "{}", R"({"user":203})", R"({"user":null})"}) {
        const auto reply = client.post(retrieve_701, body);
        EXPECT_EQ(reply.status, 400) << body;
        EXPECT_EQ(reply.code(), "bad_body") << body;
    }
    EXPECT_EQ(client.post(retrieve_701, R"({"user":"203"})", "", "application/json; charset=utf-8").status,
              202);
}

TEST_F(TheApi, NamesTheMethodsThatAResourceHas) {
    const auto wrong = client.post("/api/v1/lots", "{}");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.fields.at("allow"), "GET, HEAD");
    const auto get = client.get(retrieve_701);
    EXPECT_EQ(get.status, 405);
    EXPECT_EQ(get.fields.at("allow"), "POST");
    EXPECT_EQ(client.ask("DELETE /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 405);
}

TEST_F(TheApi, KnowsNothingAtOtherPaths) {
    for (const std::string path :
         {"/elsewhere", "/api", "/api/v2/lots", "/api/v1/lots/main/slots", "/api/v1/lotsx"}) {
        EXPECT_EQ(client.get(path).status, 404) << path;
    }
    EXPECT_EQ(client.get("/api/v1/lots/%zz").status, 400);
    EXPECT_EQ(client.get("/api/v1/lots/%0").status, 400);
    EXPECT_EQ(client.get("/api/v1/lots?pretty=1").status, 200);
}

}  // namespace
}  // namespace layby::console
