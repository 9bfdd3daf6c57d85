// People with accounts: who may log in, what each may do, and what ends it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <limits>
#include <thread>

#include "console/account.hpp"
#include "console/password.hpp"
#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;

constexpr HashCost cheap{.memory_kib = 64, .passes = 1};

/// What a browser knows after it has logged in.
struct Browser {
    std::string cookie, csrf_token;
    Reply reply;
};

struct People : testing::Test {
    FakeDesk fake;
    HttpServer server{loopback(), fake.desk()};
    RawClient admin{server.port()};

    Reply put(const std::string& name, const std::string& body) {
        return admin.put("/api/v1/accounts/" + name, body);
    }
    void add(const std::string& name, const std::string& role) {
        const auto reply =
            put(name, R"({"role":")" + role + R"(","user":"201","password":"pass of )" + name + R"("})");
        EXPECT_EQ(reply.status, 201) << reply.body;
    }
    static std::string log_in_body(const std::string& name, const std::string& password) {
        return nlohmann::json{{"name", name}, {"password", password}}.dump();
    }
    static Browser log_in(std::uint16_t port, const std::string& name, const std::string& password,
                          const std::string& fields = {}) {
        RawClient client(port);
        auto reply = client.bare("POST", "/api/v1/session", log_in_body(name, password), fields);
        if (reply.status != 200) return {{}, {}, reply};
        const auto set = reply.fields.at("set-cookie");
        return {set.substr(0, set.find(';')), reply.json()["csrf_token"], reply};
    }
    Browser log_in(const std::string& name, const std::string& fields = {}) {
        return log_in(server.port(), name, "pass of " + name, fields);
    }
    /// As a page does it: with the cookie, and the token where something changes.
    Reply with(const Browser& who, const std::string& method, const std::string& path,
               const std::string& body = {}) {
        return with(server.port(), who, method, path, body);
    }
    static Reply with(std::uint16_t port, const Browser& who, const std::string& method,
                      const std::string& path, const std::string& body = {}) {
        RawClient client(port);
        return client.bare(method, path, body,
                           "Cookie: " + who.cookie + "\r\nX-CSRF-Token: " + who.csrf_token + "\r\n");
    }
    Reply remove(const std::string& name) {
        return admin.with_body("DELETE", "/api/v1/accounts/" + name, "", "", "application/json");
    }
};

TEST_F(People, LogInWithTheirPasswordAndGetACookie) {
    add("ann", "agent");
    const auto ann = log_in("ann");
    ASSERT_EQ(ann.reply.status, 200) << ann.reply.body;
    EXPECT_THAT(ann.reply.fields.at("set-cookie"),
                MatchesRegex("layby_session=[A-Za-z0-9_]{48,}; HttpOnly; SameSite=Strict; Path=/"));
    const auto json = ann.reply.json();
    EXPECT_EQ(json["name"], "ann");
    EXPECT_EQ(json["role"], "agent");
    EXPECT_EQ(json["user"], "201");
    EXPECT_EQ(json["scopes"], nlohmann::json::array({"viewer", "agent"}));
    EXPECT_EQ(with(ann, "GET", "/api/v1/session").json(), json);
    EXPECT_EQ(with(ann, "GET", "/api/v1/lots").status, 200);
    EXPECT_NE(log_in("ann").cookie, ann.cookie);
}

TEST_F(People, MayDoAsMuchAsTheirRole) {
    const std::string slot{"/api/v1/lots/main/slots/701/"};
    const std::vector<std::tuple<std::string, std::string, std::string, int>> deeds{
        {"GET", "/api/v1/lots", "", 1},
        {"GET", "/api/v1/history", "", 1},
        {"GET", "/api/v1/session", "", 1},
        {"POST", slot + "retrieve", R"({"user":"203"})", 2},
        {"PUT", slot + "pin", R"({"pin":"1"})", 2},
        {"PATCH", "/api/v1/lots/main/slots/701", R"({"note":"x"})", 2},
        {"POST", "/api/v1/calls/77/park", "{}", 2},
        {"POST", "/api/v1/calls/77/transfer", R"({"to":"203"})", 2},
        {"POST", slot + "transfer", R"({"to":"203"})", 2},
        {"POST", "/api/v1/calls/77/hangup", "", 3},
        {"POST", slot + "release", "", 3},
        {"GET", "/api/v1/bans", "", 3},
        {"GET", "/api/v1/audit", "", 3},
        {"GET", "/api/v1/tokens", "", 4},
        {"GET", "/api/v1/accounts", "", 4},
        {"PUT", "/api/v1/accounts/more", R"({"role":"admin"})", 4},
        {"DELETE", "/api/v1/accounts/more", "", 4},
        {"POST", "/api/v1/reload", "", 4}};
    int rank = 0;
    for (const std::string role : {"viewer", "agent", "supervisor", "admin"}) {
        ++rank;
        add("of-" + role, role);
        const auto who = log_in("of-" + role);
        for (const auto& [method, path, body, needed] : deeds) {
            const auto reply = with(who, method, path, body);
            if (rank >= needed) {
                EXPECT_LT(reply.status, 300) << role << " " << method << " " << path << reply.body;
            } else {
                EXPECT_EQ(reply.status, 403) << role << " " << method << " " << path;
                EXPECT_EQ(reply.code(), "out_of_scope");
            }
        }
    }
}

TEST_F(People, AreNotBelievedWithoutTheTokenThatAForeignPageCantKnow) {
    add("ann", "agent");
    const auto ann = log_in("ann");
    const std::string take{"/api/v1/lots/main/slots/701/retrieve"};
    for (const std::string& wrong : {std::string{}, std::string("guess"), std::string(64, '0')})
        EXPECT_EQ(with({ann.cookie, wrong, {}}, "POST", take, R"({"user":"203"})").code(), "bad_csrf_token");
    EXPECT_EQ(with({ann.cookie, log_in("ann").csrf_token, {}}, "POST", take, R"({"user":"203"})").code(),
              "bad_csrf_token")
        << "of another session";
    EXPECT_EQ(with({ann.cookie, "", {}}, "DELETE", "/api/v1/session").code(), "bad_csrf_token");
    EXPECT_THAT(fake.orders, IsEmpty());
    EXPECT_EQ(with(ann, "POST", take, R"({"user":"203"})").status, 202);
    EXPECT_EQ(with({ann.cookie, "", {}}, "GET", "/api/v1/lots").status, 200);
}

TEST_F(People, SayWhatIsToBeDoneWithTheirOwnCallsAlone) {
    add("ann", "agent");
    const auto ann = log_in("ann");
    const std::string own{"/api/v1/users/201/presence"}, another{"/api/v1/users/202/presence"};
    EXPECT_EQ(with(ann, "GET", own).status, 200);
    EXPECT_EQ(with(ann, "PUT", own, R"({"do_not_disturb":true})").status, 200);
    EXPECT_EQ(fake.presences.back(), (calls::Presence{"201", true, {}}));
    EXPECT_EQ(fake.audit.back().what, "PUT " + own);
    EXPECT_EQ(with(ann, "GET", another).code(), "out_of_scope");
    EXPECT_EQ(with(ann, "PUT", another, R"({"do_not_disturb":true})").code(), "out_of_scope");
    EXPECT_EQ(with(ann, "GET", "/api/v1/presence").code(), "out_of_scope");
    EXPECT_EQ(fake.presences.size(), 1U);
}

TEST_F(People, TakeCallersToTheirOwnPhone) {
    add("ann", "agent");
    const auto ann = log_in("ann");
    EXPECT_EQ(with(ann, "POST", "/api/v1/lots/main/slots/701/retrieve", "{}").status, 202);
    EXPECT_EQ(fake.orders.back(), (FakeDesk::Order{"retrieve", "main", 701, "201"}));
    EXPECT_EQ(fake.retrieved_by, "201");
    put("ann", R"({"user":null})");
    EXPECT_EQ(with(ann, "POST", "/api/v1/lots/main/slots/701/retrieve", "{}").code(), "bad_body");
    EXPECT_EQ(admin.post("/api/v1/lots/main/slots/701/retrieve", "{}").code(), "bad_body");
}

TEST_F(People, AreRefusedAlikeWhetherTheNameOrThePasswordIsWrong) {
    add("ann", "agent");
    auto wrong = log_in(server.port(), "ann", "a wrong password").reply;
    auto unknown = log_in(server.port(), "nobody", "a wrong password").reply;
    for (auto* reply : {&wrong, &unknown}) reply->fields.erase("date");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(wrong.code(), "wrong_password");
    EXPECT_EQ(wrong.body, unknown.body);
    EXPECT_EQ(wrong.fields, unknown.fields);
    EXPECT_FALSE(wrong.fields.contains("set-cookie"));
    EXPECT_THAT(fake.audit, testing::SizeIs(1)) << "strangers fill no disk";
}

TEST_F(People, AreRefusedAfterTheSameWorkForANameThatNobodyHas) {
    auto doors = loopback();
    doors.hash_cost = {.memory_kib = 32 * 1024, .passes = 3};
    doors.accounts = {
        {"ann", Scope::agent, {}, "2026-11-29T00:00:00Z", password_hash("pass of ann", doors.hash_cost)}};
    HttpServer slow(doors, fake.desk());
    const auto work_for = [&](const std::string& name) {  // of the processor, whatever else it has to do
        auto least = std::numeric_limits<std::clock_t>::max();
        for (int i = 0; i < 3; ++i) {
            const auto begin = std::clock();
            log_in(slow.port(), name, "a wrong password");
            least = std::min(least, std::clock() - begin);
        }
        return static_cast<double>(least);
    };
    work_for("warm");
    EXPECT_GT(work_for("nobody"), 0.3 * work_for("ann"));
}

TEST_F(People, AreNotLoggedInByWhatIsNoLogIn) {
    add("ann", "agent");
    for (const std::string body : {"", "{}", "[]", R"({"name":"ann"})", R"({"name":"ann","password":7})",
                                   R"({"name":"","password":"x"})"}) {
        RawClient client(server.port());
        EXPECT_EQ(client.bare("POST", "/api/v1/session", body).code(), "bad_body") << body;
    }
    RawClient client(server.port());
    EXPECT_EQ(
        client.bare("POST", "/api/v1/session", "name=ann", {}, "application/x-www-form-urlencoded").code(),
        "not_json");
    EXPECT_EQ(client
                  .bare("POST", "/api/v1/session", log_in_body("ann", "pass of ann"),
                        "Origin: http://evil.example\r\n")
                  .code(),
              "foreign_origin");
}

TEST_F(People, WaitLongerAfterEachWrongPasswordAndAreShutOutInTheEnd) {
    add("ann", "agent");
    auto doors = loopback();
    doors.wrong_try = 40ms;
    doors.accounts = fake.accounts;
    HttpServer wary(doors, fake.desk());
    const auto time_of_wrong = [&] {
        const auto begin = std::chrono::steady_clock::now();
        EXPECT_EQ(log_in(wary.port(), "ann", "a wrong one").reply.code(), "wrong_password");
        return std::chrono::steady_clock::now() - begin;
    };
    time_of_wrong();
    EXPECT_GE(time_of_wrong(), 40ms);
    EXPECT_GE(time_of_wrong(), 80ms);
    EXPECT_EQ(log_in(wary.port(), "ann", "pass of ann").reply.status, 200);
    time_of_wrong();
    for (int i = 0; i < 20; ++i) log_in(server.port(), "ann", "a wrong one");
    const auto shut_out = log_in("ann").reply;
    EXPECT_EQ(shut_out.status, 429);
    EXPECT_EQ(shut_out.code(), "too_many_tries");
    EXPECT_GT(std::stoi(shut_out.fields.at("retry-after")), 500);
    EXPECT_EQ(admin.get("/api/v1/lots").status, 200);
}

TEST_F(People, HaveTheirPasswordKeptAsAnArgon2HashAlone) {
    add("ann", "agent");
    ASSERT_EQ(fake.accounts.size(), 1U);
    EXPECT_THAT(fake.accounts[0].hash, testing::StartsWith("$argon2id$v=19$m=64,t=1,p=1$"));
    EXPECT_TRUE(password_fits("pass of ann", fake.accounts[0].hash));
    EXPECT_FALSE(password_fits("pass of bob", fake.accounts[0].hash));
    const auto list = admin.get("/api/v1/accounts");
    EXPECT_EQ(list.json()["accounts"][0]["name"], "ann");
    EXPECT_THAT(list.body, Not(HasSubstr("argon2")));
    const auto made = put("bob", R"({"role":"viewer"})");
    EXPECT_EQ(made.status, 201);
    const std::string password = made.json()["password"];
    EXPECT_EQ(password.size(), 20U);
    EXPECT_EQ(log_in(server.port(), "bob", password).reply.status, 200);
    EXPECT_NE(put("bob", R"({"password":null})").json()["password"], password);
    EXPECT_NE(fake.accounts[0].hash, password_hash("pass of ann", cheap)) << "a salt of its own";
}

TEST_F(People, AreLoggedOutEverywhereByAnotherPasswordOrRole) {
    add("ann", "agent");
    add("bob", "viewer");
    const auto bob = log_in("bob");
    for (const std::string change : {R"({"password":"another password"})", R"({"role":"viewer"})"}) {
        put("ann", R"({"password":"pass of ann"})");
        const auto here = log_in("ann"), there = log_in("ann");
        RawClient listener(server.port());
        listener.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nCookie: " + here.cookie +
                      "\r\n\r\n");
        listener.until("snapshot");
        EXPECT_EQ(put("ann", change).status, 200);
        EXPECT_TRUE(listener.ends()) << change;
        EXPECT_EQ(with(here, "GET", "/api/v1/lots").code(), "session_over");
        EXPECT_EQ(with(there, "GET", "/api/v1/session").code(), "session_over");
    }
    EXPECT_EQ(with(bob, "GET", "/api/v1/lots").status, 200);
    const auto ann = log_in("ann");
    EXPECT_EQ(put("ann", R"({"user":"202"})").status, 200);
    EXPECT_EQ(with(ann, "GET", "/api/v1/session").json()["user"], "202") << "that ends nothing";
}

TEST_F(People, ChangeTheirOwnPasswordByTheOldOneAndStayLoggedInHereAlone) {
    add("ann", "agent");
    const auto here = log_in("ann"), there = log_in("ann");
    const auto path = "/api/v1/accounts/ann/password";
    const auto reply = with(here, "POST", path, R"({"old":"pass of ann","new":"another one"})");
    EXPECT_EQ(reply.status, 200) << reply.body;
    const auto set = reply.fields.at("set-cookie");
    const Browser still{set.substr(0, set.find(';')), reply.json()["csrf_token"], reply};
    EXPECT_NE(still.cookie, here.cookie);
    EXPECT_EQ(with(still, "GET", "/api/v1/session").json()["csrf_token"], still.csrf_token);
    EXPECT_EQ(with(here, "GET", "/api/v1/session").code(), "session_over");
    EXPECT_EQ(with(there, "GET", "/api/v1/session").code(), "session_over");
    EXPECT_EQ(log_in("ann").reply.code(), "wrong_password");
    EXPECT_EQ(log_in(server.port(), "ann", "another one").reply.status, 200);
    EXPECT_EQ(fake.audit[3].what, "POST /api/v1/accounts/ann/password");
    EXPECT_EQ(fake.audit[3].who, "account ann");
}

TEST_F(People, ChangeTheirPasswordWithoutBeingLoggedIn) {
    add("ann", "agent");
    add("bob", "viewer");
    const auto bob = log_in("bob");
    const auto reply =
        with(bob, "POST", "/api/v1/accounts/ann/password", R"({"old":"pass of ann","new":"another one"})");
    EXPECT_EQ(reply.status, 200);
    EXPECT_TRUE(reply.json()["csrf_token"].is_null());
    EXPECT_FALSE(reply.fields.contains("set-cookie")) << "Bob stays Bob";
    EXPECT_EQ(with(bob, "GET", "/api/v1/session").json()["name"], "bob");
    EXPECT_EQ(log_in(server.port(), "ann", "another one").reply.status, 200);
}

TEST_F(People, KeepTheirPasswordWhenTheOldOneIsWrongOrTheNewOneTooShort) {
    add("ann", "agent");
    RawClient client(server.port());
    const auto change = [&](const std::string& name, const std::string& body) {
        return client.bare("POST", "/api/v1/accounts/" + name + "/password", body);
    };
    EXPECT_EQ(change("ann", R"({"old":"pass of bob","new":"another one"})").code(), "wrong_password");
    EXPECT_EQ(change("nobody", R"({"old":"pass of bob","new":"another one"})").code(), "wrong_password");
    EXPECT_EQ(change("ann", R"({"old":"pass of ann","new":"short"})").code(), "bad_body");
    EXPECT_EQ(change("ann", R"({"old":"pass of ann"})").code(), "bad_body");
    EXPECT_EQ(log_in("ann").reply.status, 200);
    fake.cannot_keep = "the disk is full";
    EXPECT_EQ(change("ann", R"({"old":"pass of ann","new":"another one"})").code(), "not_kept");
    EXPECT_EQ(log_in("ann").reply.status, 200);
}

TEST_F(People, WhoGuessAnOldPasswordAreShutOutAsAtTheLogIn) {
    add("ann", "agent");
    RawClient client(server.port());
    for (int i = 0; i < 20; ++i)
        client.bare("POST", "/api/v1/accounts/ann/password", R"({"old":"a wrong one","new":"another one"})");
    EXPECT_EQ(
        client.bare("POST", "/api/v1/accounts/ann/password", R"({"old":"pass of ann","new":"another one"})")
            .code(),
        "too_many_tries");
    EXPECT_EQ(log_in("ann").reply.code(), "too_many_tries");
}

TEST_F(People, WhoAreRemovedAreCutOffAtOnceAlsoWhenTheDiskFails) {
    add("ann", "agent");
    add("bob", "agent");
    const auto ann = log_in("ann"), bob = log_in("bob");
    const auto listen = [&](RawClient& client, const Browser& who) {
        client.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nCookie: " + who.cookie + "\r\n\r\n");
        client.until("snapshot");
    };
    RawClient anns(server.port()), bobs(server.port());
    listen(anns, ann), listen(bobs, bob);
    fake.cannot_keep = "the disk is full";
    EXPECT_EQ(remove("ann").code(), "not_kept");
    EXPECT_TRUE(anns.ends());
    EXPECT_EQ(with(ann, "GET", "/api/v1/lots").code(), "session_over");
    EXPECT_EQ(log_in("ann").reply.code(), "wrong_password");
    EXPECT_EQ(with(bob, "GET", "/api/v1/lots").status, 200);
    server.tell(UserPhones{"203", {{"203", "sip:203@192.0.2.9", "Phone/1.0", FakeDesk::now + 60s}}});
    bobs.until("203");  // nobody else's feed has ended
    fake.cannot_keep.clear();
    EXPECT_EQ(remove("bob").json()["state"], "removed");
    EXPECT_TRUE(bobs.ends());
    EXPECT_EQ(remove("bob").code(), "no_such_account");
    EXPECT_THAT(fake.accounts, IsEmpty());
}

TEST_F(People, WhoLogOutAreOut) {
    add("ann", "agent");
    const auto here = log_in("ann"), there = log_in("ann");
    const auto out = with(here, "DELETE", "/api/v1/session");
    EXPECT_EQ(out.json()["state"], "logged out");
    EXPECT_THAT(out.fields.at("set-cookie"), HasSubstr("Max-Age=0"));
    EXPECT_EQ(with(here, "GET", "/api/v1/lots").code(), "session_over");
    EXPECT_EQ(with(there, "GET", "/api/v1/lots").status, 200);
    EXPECT_EQ(log_in("ann", "Cookie: x=1; " + there.cookie + "\r\n").reply.status, 200);
    EXPECT_EQ(with(there, "GET", "/api/v1/lots").code(), "session_over")
        << "this browser is somebody else now";
    EXPECT_EQ(admin.with_body("DELETE", "/api/v1/session", "", "", "application/json").code(), "no_session");
}

TEST_F(People, AreKnownAgainAfterARestartUnlessTheirAccountHasChanged) {
    add("ann", "agent");
    add("bob", "agent");
    const auto ann = log_in("ann"), bob = log_in("bob");
    ASSERT_EQ(fake.sessions.size(), 2U);
    EXPECT_EQ(fake.sessions[0].key_hash, hash_of(ann.cookie.substr(ann.cookie.find('=') + 1)));
    auto doors = loopback();
    doors.accounts = fake.accounts;
    doors.accounts[1].hash = password_hash("another one", cheap);
    doors.sessions = fake.sessions;
    HttpServer next(doors, fake.desk());
    EXPECT_EQ(with(next.port(), ann, "POST", "/api/v1/lots/main/slots/701/retrieve", "{}").status, 202);
    EXPECT_EQ(with(next.port(), bob, "GET", "/api/v1/lots").code(), "session_over");
}

TEST_F(People, AreInTheAuditWithWhatTheyDid) {
    add("ann", "agent");
    const auto ann = log_in("ann");
    with(ann, "POST", "/api/v1/lots/main/slots/701/release");
    with(ann, "DELETE", "/api/v1/session");
    std::vector<std::string> lines;
    for (const auto& one : fake.audit)
        lines.push_back(one.who + "|" + one.from + "|" + one.what + "|" + std::to_string(one.status));
    EXPECT_THAT(lines, ElementsAre("api-token|127.0.0.1|PUT /api/v1/accounts/ann|201",
                                   "account ann|127.0.0.1|POST /api/v1/session|200",
                                   "account ann|127.0.0.1|POST /api/v1/lots/main/slots/701/release|403",
                                   "account ann|127.0.0.1|DELETE /api/v1/session|200"));
}

TEST_F(People, AreNotMadeOfWhatIsNoAccount) {
    for (const std::string body :
         {"", "[]", R"({"role":"none"})", R"({"role":7})", R"({"role":"agent","user":""})",
          R"({"role":"agent","user":"2 1"})", R"({"role":"agent","password":"short"})",
          R"({"role":"agent","password":7})"})
        EXPECT_EQ(put("ann", body).code(), "bad_body") << body;
    EXPECT_EQ(put("ann", R"({"role":"agent","password":")" + std::string(257, 'x') + R"("})").code(),
              "bad_body");
    EXPECT_EQ(put("a%20b", R"({"role":"agent"})").code(), "bad_body");
    EXPECT_EQ(put("ann", R"({"user":"201"})").code(), "no_such_account");
    EXPECT_EQ(put("ann", R"({"password":null})").code(), "no_such_account");
    fake.cannot_keep = "the disk is full";
    EXPECT_EQ(put("ann", R"({"role":"agent"})").code(), "not_kept");
    EXPECT_THAT(admin.get("/api/v1/accounts").json()["accounts"], IsEmpty());
    fake.keeps_history = false;
    HttpServer forgetful{loopback(), fake.desk()};
    RawClient client(forgetful.port());
    EXPECT_EQ(client.put("/api/v1/accounts/ann", R"({"role":"agent"})").code(), "nothing_kept");
}

TEST_F(People, AtTheSocketOrWithATokenAreSomebodyToo) {
    const auto by_token = admin.get("/api/v1/session").json();
    EXPECT_EQ(by_token["name"], "api-token");
    EXPECT_EQ(by_token["role"], "admin");
    EXPECT_TRUE(by_token["csrf_token"].is_null());
    EXPECT_TRUE(by_token["user"].is_null());
    RawClient stranger(server.port());
    EXPECT_EQ(stranger.bare("GET", "/api/v1/session").code(), "no_token");
    auto doors = loopback();
    doors.reading_is_free = true;
    HttpServer open(doors, fake.desk());
    RawClient anybody(open.port());
    EXPECT_EQ(anybody.bare("GET", "/api/v1/lots").status, 200);
    EXPECT_EQ(anybody.bare("GET", "/api/v1/session").code(), "not_logged_in");
}

TEST_F(People, WhoLogInAllAtOnceHoldUpNobodyElse) {
    auto doors = loopback();
    doors.hash_cost = {.memory_kib = 32 * 1024, .passes = 3};
    doors.accounts = {
        {"ann", Scope::agent, {}, "2026-11-29T00:00:00Z", password_hash("pass of ann", doors.hash_cost)}};
    HttpServer busy(doors, fake.desk());
    const auto body = log_in_body("ann", "pass of ann");
    std::vector<std::unique_ptr<RawClient>> crowd;
    for (int i = 0; i < 19; ++i) {
        crowd.push_back(std::make_unique<RawClient>(busy.port()));
        crowd.back()->send(
            "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            "Content-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    RawClient reader(busy.port());
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(reader.get("/api/v1/lots").status, 200);
    const auto read_in = std::chrono::steady_clock::now() - begin;
    std::optional<std::chrono::steady_clock::duration> first_logged_in_after;
    int refused = 0;
    for (const auto& client : crowd) {
        const auto reply = client->reply();
        if (reply.status == 200 && !first_logged_in_after)
            first_logged_in_after = std::chrono::steady_clock::now() - begin;
        if (reply.status != 503 || reply.code() != "busy") continue;
        ++refused;
        EXPECT_EQ(reply.fields.at("retry-after"), "1");
    }
    EXPECT_GE(refused, 1);
    ASSERT_TRUE(first_logged_in_after);
    EXPECT_LT(read_in, *first_logged_in_after);
}

}  // namespace
}  // namespace layby::console
