// What the API tells of what was: filters, one entry with its steps, CSV, and erasure.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/history_text.hpp"
#include "console/query.hpp"
#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using What = calls::CallStep::What;

const Wall noon{1'900'000'000s};

struct TheHistory : testing::Test {
    FakeDesk fake;
    HttpServer server{loopback(), fake.desk()};
    RawClient client{server.port()};

    PastCall park(std::uint64_t id) const {
        calls::PastPark past{.lot = "main",
                             .slot = {701},
                             .caller = fake.caller,
                             .parker = {.user = "201", .leg = {}, .shown = {"Bob Ray", "201", false}},
                             .outcome = parking::Outcome::retrieved,
                             .by = {"Cleo Fox", "203", false},
                             .lasted = 42500ms,
                             .park = {9},
                             .call = {3}};
        return {id, past, noon - 42s, noon};
    }
    EndedCall call(std::uint64_t id) const {
        EndedCall out{id, {}, noon - 50s, noon};
        out.call.leg = {3};
        out.call.inbound = true;
        out.call.party = fake.caller;
        out.call.trunk = "provider";
        out.call.dialled = "0309876";
        out.call.call_id = "abc@192.0.2.7";
        out.call.lasted = 50s;
        out.call.answered = 42s;
        out.answered = noon - 42s;
        out.met = Party{"Bob Ray", "201", false};
        out.call.ordered_by = "account bob";
        return out;
    }
    std::string csv(const std::string& path) {
        const auto reply = client.ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + token_field() +
                                      "Accept: text/csv\r\n\r\n");
        EXPECT_EQ(reply.fields.at("content-type"), "text/csv; charset=utf-8");
        return reply.body;
    }
};

TEST_F(TheHistory, ShowsEveryCallThatHasEnded) {
    auto refused = call(6);
    refused.answered = {};
    refused.call.answered = {};
    refused.met = {};
    refused.call.trunk = "";
    refused.call.user = "202";
    refused.call.status = 486;
    refused.call.reason = "busy";
    fake.past_calls = {{call(7), refused}};
    const auto calls = client.get("/api/v1/calls/history").json()["calls"];
    ASSERT_EQ(calls.size(), 2U);
    EXPECT_EQ(calls[0]["id"], 7);
    EXPECT_EQ(calls[0]["direction"], "in");
    EXPECT_EQ(calls[0]["party"]["name"], "Ann Lee");
    EXPECT_EQ(calls[0]["trunk"], "provider");
    EXPECT_TRUE(calls[0]["user"].is_null());
    EXPECT_EQ(calls[0]["talked_to"]["number"], "201");
    EXPECT_EQ(calls[0]["outcome"], "answered");
    EXPECT_EQ(calls[0]["answered_at"], "2030-03-17T17:45:58Z");
    EXPECT_EQ(calls[0]["lasted_s"], 50.0);
    EXPECT_EQ(calls[0]["talked_s"], 42.0);
    EXPECT_EQ(calls[0]["ordered_by"], "account bob");
    EXPECT_EQ(calls[1]["outcome"], "refused");
    EXPECT_EQ(calls[1]["status"], 486);
    EXPECT_EQ(calls[1]["reason"], "busy");
    EXPECT_TRUE(calls[1]["answered_at"].is_null());
    EXPECT_TRUE(calls[1]["talked_to"].is_null());
}

TEST_F(TheHistory, AsksForWhatTheQuerySays) {
    client.get(
        "/api/v1/history?limit=5&before=17&from=2026-11-22&to=2026-11-22T20:54:24Z&number=%2B4930&user=201"
        "&lot=front%20desk&outcome=fell%20back");
    const Wall day{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}};
    EXPECT_EQ(fake.wanted, (PastWanted{.limit = 5,
                                       .before = 17,
                                       .from = day,
                                       .to = day + 20h + 54min + 24s,
                                       .number = "+4930",
                                       .user = "201",
                                       .lot = "front desk",
                                       .outcome = "fell back"}));
    client.get("/api/v1/calls/history?number=+4930&outcome=unanswered");
    EXPECT_EQ(fake.wanted, (PastWanted{.number = "+4930", .outcome = "unanswered"})) << "a plus is itself";
    client.get("/api/v1/calls/history");
    EXPECT_EQ(fake.wanted, PastWanted{});
}

TEST_F(TheHistory, RefusesAFilterThatItCannotRead) {
    for (const std::string filter : {"before=0", "before=x", "from=yesterday", "to=2026-11-22T20:54",
                                     "to=2026-13-40", "outcome=gone", "from=%zz"}) {
        const auto reply = client.get("/api/v1/history?" + filter);
        EXPECT_EQ(reply.status, 400) << filter;
        EXPECT_EQ(reply.code(), "bad_filter") << filter;
    }
    EXPECT_EQ(client.get("/api/v1/calls/history?outcome=retrieved").code(), "bad_filter");
    EXPECT_EQ(client.get("/api/v1/calls/history?limit=0").code(), "bad_limit");
}

TEST_F(TheHistory, TellsOneParkedCallWithWhatHappenedToItsCaller) {
    fake.history = {{park(17)}};
    fake.steps = {{{noon - 42s, {{3}, {9}, What::parked, "main", {701}, "201", "transfer"}},
                   {noon - 1s, {{3}, {}, What::met, "", {}, "203", ""}}}};
    const auto story = client.get("/api/v1/history/17").json();
    EXPECT_EQ(fake.wanted.only, 17U);
    EXPECT_EQ(fake.steps_of, LegId{3});
    EXPECT_EQ(story["id"], 17);
    EXPECT_EQ(story["outcome"], "retrieved");
    ASSERT_EQ(story["steps"].size(), 2U);
    EXPECT_EQ(story["steps"][0]["what"], "parked");
    EXPECT_EQ(story["steps"][0]["who"], "201");
    EXPECT_EQ(story["steps"][0]["how"], "transfer");
    EXPECT_EQ(story["steps"][0]["slot"], 701);
    EXPECT_EQ(story["steps"][0]["at"], "2030-03-17T17:45:58Z");
    EXPECT_TRUE(story["steps"][1]["slot"].is_null());
}

TEST_F(TheHistory, TellsOneCallLikewise) {
    fake.past_calls = {{call(7)}};
    fake.steps = {{{noon, {{3}, {}, What::met, "", {}, "201", ""}}}};
    const auto story = client.get("/api/v1/calls/history/7").json();
    EXPECT_EQ(story["party"]["number"], "5551234");
    EXPECT_EQ(story["steps"][0]["what"], "talks");
}

TEST_F(TheHistory, HasNoEntryThatItDoesNotHave) {
    for (const std::string id : {"18", "0", "x", "1x", "01", "-1", "99999999999999999999"}) {
        EXPECT_EQ(client.get("/api/v1/history/" + id).code(), "no_such_entry") << id;
        EXPECT_EQ(client.get("/api/v1/calls/history/" + id).code(), "no_such_entry") << id;
    }
}

TEST_F(TheHistory, IsCsvForWhoLikesThat) {
    auto odd = park(16);
    odd.park.caller.name = "=HYPERLINK(\"x\"), Ann";
    odd.park.caller.number = "+4930123";
    odd.park.parker.shown.anonymous = true;
    odd.park.by = {};
    fake.history = {{park(17), odd}};
    EXPECT_EQ(
        csv("/api/v1/history"),
        "id,lot,slot,caller_name,caller_number,parker_user,parker_name,parker_number,outcome,taker_name,"
        "taker_number,parked_at,ended_at,lasted_s\r\n"
        "17,main,701,Ann Lee,5551234,201,Bob Ray,201,retrieved,Cleo Fox,203,2030-03-17T17:45:58Z,"
        "2030-03-17T17:46:40Z,42.500\r\n"
        "16,main,701,\"'=HYPERLINK(\"\"x\"\"), Ann\",+4930123,201,anonymous,,retrieved,,,"
        "2030-03-17T17:45:58Z,2030-03-17T17:46:40Z,42.500\r\n");
    fake.past_calls = {{call(7)}};
    EXPECT_THAT(
        csv("/api/v1/calls/history"),
        HasSubstr("7,in,Ann Lee,5551234,,provider,0309876,Bob Ray,201,answered,,,2030-03-17T17:45:50Z,"
                  "2030-03-17T17:45:58Z,2030-03-17T17:46:40Z,50.000,42.000,abc@192.0.2.7,account bob\r\n"));
}

TEST_F(TheHistory, ErasesANumberThatTheAuditDoesNotKeep) {
    const auto reply = client.post("/api/v1/history/erase", R"({"number":"5551234"})");
    EXPECT_EQ(reply.json()["entries"], 3);
    EXPECT_THAT(fake.orders, ElementsAre(FakeDesk::Order{"erase", "", 0, "5551234"}));
    ASSERT_EQ(fake.audit.size(), 1U);
    EXPECT_EQ(fake.audit[0].what, "POST /api/v1/history/erase");
    for (const std::string body : {"", "{}", R"({"number":""})", R"({"number":5})"})
        EXPECT_EQ(client.post("/api/v1/history/erase", body).code(), "bad_body") << body;
    EXPECT_EQ(client.post("/api/v1/history/erase", R"({"number":"5"})", "", "text/plain").code(), "not_json");
    fake.erased = {};
    EXPECT_EQ(client.post("/api/v1/history/erase", R"({"number":"5"})").code(), "history_unreadable");
}

TEST_F(TheHistory, SaysSoWhenTheDiskDoesNotAnswer) {
    fake.past_calls = {};
    EXPECT_EQ(client.get("/api/v1/calls/history").code(), "history_unreadable");
    fake.history = {{park(17)}};
    fake.steps = {};
    EXPECT_EQ(client.get("/api/v1/history/17").code(), "history_unreadable");
}

TEST(AQuery, IsTakenApart) {
    EXPECT_EQ(in_query("/x?a=1&b=%41%20b&c", "b"), "A b");
    EXPECT_EQ(in_query("/x?a=1&b=2", "c"), std::nullopt);
    EXPECT_EQ(in_query("/x", "a"), std::nullopt);
    EXPECT_EQ(in_query("/x?c", "c"), "");
    EXPECT_EQ(in_query("/x?a=b/c", "a"), "b/c");
    EXPECT_EQ(in_query("/x?ab=1&a=2", "a"), "2");
}

}  // namespace
}  // namespace layby::console
