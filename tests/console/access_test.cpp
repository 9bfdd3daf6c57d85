// Who may do what: tokens and their scopes, wrong ones, and the audit of what
// has been done.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/access/tries.hpp"
#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Access : testing::Test {
    FakeDesk fake;
    HttpServer server{loopback(), fake.desk()};
    RawClient admin{server.port()};

    std::string token_for(const std::string& name, const std::string& scope) {
        const auto reply = admin.put("/api/v1/tokens/" + name, R"({"scope":")" + scope + R"("})");
        EXPECT_EQ(reply.status, 201) << reply.body;
        return reply.json().value("token", "");
    }
    /// Over a connection of its own.
    Reply with(const std::string& token, const std::string& method, const std::string& path,
               const std::string& body = {}) {
        RawClient client(server.port());
        client.token = token;
        return client.with_body(method, path, body, "", "application/json");
    }
};

TEST_F(Access, OfATokenIsAsWideAsItsScope) {
    fake.tasks = {FakeDesk::cleo()};
    server.tell(std::vector<calls::Shown>{FakeDesk::cleo()});
    const std::string slot{"/api/v1/lots/main/slots/701/"};
    const std::vector<std::tuple<std::string, std::string, std::string, int>> deeds{
        {"GET", "/api/v1/lots", "", 1},
        {"GET", "/api/v1/history", "", 1},
        {"GET", "/api/v1/status", "", 1},
        {"GET", "/api/v1/calls/history", "", 1},
        {"GET", "/metrics", "", 1},
        {"POST", slot + "retrieve", R"({"user":"203"})", 2},
        {"GET", "/api/v1/hours", "", 1},
        {"PUT", "/api/v1/hours/office", R"({"set":"closed"})", 2},
        {"GET", "/api/v1/tasks", "", 1},
        {"GET", "/api/v1/tasks/7", "", 1},
        {"PATCH", "/api/v1/tasks/7", R"({"note":"x"})", 2},
        {"POST", "/api/v1/tasks/7/take", "", 2},
        {"POST", "/api/v1/tasks/7/done", "{}", 2},
        {"POST", "/api/v1/tasks/7/drop", "", 2},
        {"POST", "/api/v1/tasks/7/reopen", "", 2},
        {"POST", "/api/v1/tasks/7/take", R"({"user":"203"})", 3},
        {"POST", "/api/v1/tasks/7/call", R"({"from":"203"})", 3},
        {"PUT", slot + "pin", R"({"pin":"1"})", 2},
        {"PATCH", "/api/v1/lots/main/slots/701", R"({"note":"x"})", 2},
        {"POST", "/api/v1/calls/77/park", "{}", 2},
        {"POST", "/api/v1/calls/77/transfer", R"({"to":"203"})", 2},
        {"POST", slot + "transfer", R"({"to":"203"})", 2},
        {"POST", "/api/v1/calls/77/hangup", "", 3},
        {"POST", slot + "release", "", 3},
        {"GET", "/api/v1/bans", "", 3},
        {"GET", "/api/v1/presence", "", 3},
        {"GET", "/api/v1/users/203/presence", "", 3},
        {"PUT", "/api/v1/users/203/presence", "{}", 3},
        {"GET", "/api/v1/audit", "", 3},
        {"GET", "/api/v1/trace?user=201", "", 3},
        {"GET", "/api/v1/tokens", "", 4},
        {"POST", "/api/v1/reload", "", 4},
        {"POST", "/api/v1/drain", "", 4},
        {"PUT", "/api/v1/log", R"({"level":"info"})", 4},
        {"POST", "/api/v1/history/erase", R"({"number":"5551234"})", 4},
        {"DELETE", "/api/v1/bans/203.0.113.7", "", 4}};
    int rank = 0;
    for (const std::string scope : {"viewer", "agent", "supervisor", "admin"}) {
        ++rank;
        const auto token = token_for("of-" + scope, scope);
        for (const auto& [method, path, body, needed] : deeds) {
            const auto reply = with(token, method, path, body);
            if (rank >= needed) {
                EXPECT_LT(reply.status, 300) << scope << " " << method << " " << path << reply.body;
            } else {
                EXPECT_EQ(reply.status, 403) << scope << " " << method << " " << path;
                EXPECT_EQ(reply.code(), "out_of_scope");
            }
        }
    }
}

TEST_F(Access, IsKeptAsAHashAloneAndShownOnce) {
    const auto secret = token_for("board", "viewer");
    EXPECT_GE(secret.size(), 48U);
    ASSERT_EQ(fake.tokens.size(), 1U);
    EXPECT_EQ(fake.tokens[0].name, "board");
    EXPECT_EQ(fake.tokens[0].hash, hash_of(secret));
    EXPECT_THAT(fake.tokens[0].hash, Not(HasSubstr(secret.substr(6))));
    const auto list = admin.get("/api/v1/tokens");
    EXPECT_EQ(list.json()["tokens"][0]["name"], "board");
    EXPECT_EQ(list.json()["tokens"][0]["scope"], "viewer");
    EXPECT_THAT(list.body, Not(HasSubstr(secret)));
    EXPECT_THAT(list.body, Not(HasSubstr(fake.tokens[0].hash)));
    EXPECT_EQ(hash_of("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb4"
              "10ff61f20015ad");  // FIPS 180-2
    EXPECT_NE(new_secret(), new_secret());
}

TEST_F(Access, IsThereFromTheStartForTokensThatWereKept) {
    auto doors = loopback();
    doors.tokens = {{"board", Scope::viewer, hash_of("a secret"), "2026-11-29T00:00:00Z"}};
    HttpServer later(doors, fake.desk());
    RawClient client(later.port());
    client.token = "a secret";
    EXPECT_EQ(client.get("/api/v1/lots").status, 200);
    EXPECT_EQ(client.post("/api/v1/reload", "").code(), "out_of_scope");
    EXPECT_EQ(client.put("/api/v1/tokens/more", R"({"scope":"admin"})").code(), "out_of_scope");
}

TEST_F(Access, EndsWithTheTokenAlsoForWhoListens) {
    const auto secret = token_for("board", "viewer");
    RawClient listener(server.port());
    listener.send(
        "GET /api/v1/events HTTP/1.1\r\nHost: "
        "localhost\r\nAuthorization: Bearer " +
        secret + "\r\n\r\n");
    listener.until("snapshot");
    EXPECT_EQ(admin.with_body("DELETE", "/api/v1/tokens/board", "", "", "application/json").json()["state"],
              "revoked");
    EXPECT_TRUE(listener.ends());
    EXPECT_EQ(with(secret, "GET", "/api/v1/lots").code(), "wrong_token");
    EXPECT_THAT(fake.tokens, IsEmpty());
    EXPECT_EQ(admin.with_body("DELETE", "/api/v1/tokens/board", "", "", "application/json").code(),
              "no_such_token");
}

TEST_F(Access, IsTakenAtOnceAlsoWhenTheDiskFails) {
    const auto secret = token_for("board", "viewer");
    fake.cannot_keep = "the disk is full";
    const auto reply = admin.with_body("DELETE", "/api/v1/tokens/board", "", "", "application/json");
    EXPECT_EQ(reply.code(), "not_kept");
    EXPECT_EQ(with(secret, "GET", "/api/v1/lots").code(), "wrong_token");
    fake.cannot_keep.clear();
    token_for("other", "viewer");
    EXPECT_EQ(with(secret, "GET", "/api/v1/lots").code(), "wrong_token") << "the next list brings it back";
    ASSERT_EQ(fake.tokens.size(), 1U);
    EXPECT_EQ(fake.tokens[0].name, "other");
}

TEST_F(Access, OfAStrangerLeavesNothingInTheAudit) {
    RawClient stranger(server.port());
    stranger.token.clear();
    EXPECT_EQ(stranger.with_body("DELETE", "/healthz", "", "", "application/json").status, 405);
    EXPECT_EQ(stranger.with_body("DELETE", "/api/v1/drain", "", "", "application/json").status, 401);
    EXPECT_THAT(fake.audit, IsEmpty());
}

TEST_F(Access, IsGivenToNoTokenThatIsNotKept) {
    fake.cannot_keep = "the disk is full";
    const auto reply = admin.put("/api/v1/tokens/board", R"({"scope":"viewer"})");
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.code(), "not_kept");
    EXPECT_EQ(admin.get("/api/v1/tokens").json()["tokens"].size(), 0U);
    fake.cannot_keep.clear();
    token_for("board", "viewer");
    EXPECT_EQ(admin.put("/api/v1/tokens/board", R"({"scope":"admin"})").code(), "token_exists");
}

TEST_F(Access, IsGivenToNoTokenWithoutANameAndAScope) {
    for (const std::string body :
         {"", "{}", R"({"scope":"none"})", R"({"scope":"root"})", R"({"scope":4})", "[]"})
        EXPECT_EQ(admin.put("/api/v1/tokens/board", body).code(), "bad_body") << body;
    for (const std::string name : {"a%20b", "%0a", "%2e%2e%2fx", "a%3Ab"})
        EXPECT_EQ(admin.put("/api/v1/tokens/" + name, R"({"scope":"viewer"})").code(), "bad_body") << name;
    EXPECT_EQ(admin.put("/api/v1/tokens/" + std::string(65, 'x'), R"({"scope":"viewer"})").code(),
              "bad_body");
    EXPECT_THAT(fake.tokens, IsEmpty());
    fake.keeps_history = false;
    HttpServer forgetful{loopback(), fake.desk()};
    RawClient client(forgetful.port());
    EXPECT_EQ(client.put("/api/v1/tokens/board", R"({"scope":"viewer"})").code(), "nothing_kept");
    EXPECT_EQ(client.get("/api/v1/audit").code(), "nothing_kept");
}

TEST_F(Access, ToWhatChangesSomethingIsNotedWithWhoAndFromWhere) {
    const auto agent = token_for("desk-1", "agent");
    with(agent, "POST", "/api/v1/lots/main/slots/701/retrieve", R"({"user":"203"})");
    with(agent, "POST", "/api/v1/lots/main/slots/701/release");
    with(agent, "GET", "/api/v1/lots");
    const auto audit = admin.get("/api/v1/audit").json()["audit"];
    ASSERT_EQ(audit.size(), 3U);
    const auto line = [&](std::size_t i) {
        return audit[i]["who"].get<std::string>() + "|" + audit[i]["from"].get<std::string>() + "|" +
               audit[i]["what"].get<std::string>() + "|" + audit[i]["status"].dump();
    };
    EXPECT_EQ(line(0), "api-token|127.0.0.1|PUT /api/v1/tokens/desk-1|201");
    EXPECT_EQ(line(1), "token desk-1|127.0.0.1|POST /api/v1/lots/main/slots/701/retrieve|202");
    EXPECT_EQ(line(2), "token desk-1|127.0.0.1|POST /api/v1/lots/main/slots/701/release|403");
}

TEST_F(Access, IsRefusedMoreSlowlyEachTime) {
    auto doors = loopback();
    doors.wrong_try = 40ms;
    HttpServer wary(doors, fake.desk());
    const auto time_of = [&](const std::string& token) {
        const auto begin = std::chrono::steady_clock::now();
        RawClient client(wary.port());
        client.token = token;
        client.get("/api/v1/lots");
        return std::chrono::steady_clock::now() - begin;
    };
    time_of("wrong");
    EXPECT_GE(time_of("wrong"), 40ms);
    EXPECT_GE(time_of("wrong"), 80ms);
    EXPECT_GE(time_of("wrong"), 160ms);
    time_of(the_token);  // whoever is there knows it
    time_of("wrong");
    EXPECT_GE(time_of("wrong"), 40ms);
}

TEST(WrongTries, CountByAddressAndAreForgotten) {
    Tries tries(100ms);
    const auto now = Tries::Clock::now();
    EXPECT_EQ(tries.wrong("a", now).delay, 0ms);
    EXPECT_EQ(tries.wrong("a", now).delay, 100ms);
    EXPECT_EQ(tries.wrong("b", now).delay, 0ms);
    EXPECT_EQ(tries.wrong("a", now).delay, 200ms);
    for (int i = 0; i < 100; ++i) EXPECT_LE(tries.wrong("a", now).delay, 1500ms);
    EXPECT_EQ(tries.wrong("a", now).delay, 1500ms);
    EXPECT_EQ(tries.wrong("a", now + 11min).count, 1U);
    for (int i = 0; i < 5000; ++i) tries.wrong(std::to_string(i), now);
    tries.right("a");
    EXPECT_EQ(tries.wrong("a", now).delay, 0ms);
}

}  // namespace
}  // namespace layby::console
