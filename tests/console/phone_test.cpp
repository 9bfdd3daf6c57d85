// Phones in browsers: whose connection is handed over, and with what they register.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "console/password.hpp"
#include "fake_desk.hpp"
#include "logged_in.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::HasSubstr;

const std::string upgrade =
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n";

struct Phones : testing::Test {
    FakeDesk fake;
    std::promise<edge::HandedOver> handed_over;
    std::string asked_for;  ///< a login
    std::optional<PhoneLogin> login{
        {"office.example", "201~1795953600", "made", std::chrono::system_clock::from_time_t(1795953600)}};

    Desk desk() {
        auto out = fake.desk();
        out.browser = [this](edge::HandedOver browser) { handed_over.set_value(std::move(browser)); };
        out.log_in_phone = [this](auto user, auto reply) {
            asked_for = user;
            reply(login);
        };
        return out;
    }
    static Doors doors() {
        auto out = loopback();
        out.accounts = {
            {"ann", Scope::viewer, "201", "2026-11-29T00:00:00Z",
             password_hash("pass of ann", out.hash_cost)},
            {"eve", Scope::admin, "", "2026-11-29T00:00:00Z", password_hash("pass of eve", out.hash_cost)}};
        return out;
    }
    static std::string asking(const std::string& fields = upgrade, const std::string& host = "localhost") {
        return "GET /sip HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n";
    }
    /// As a page of that account.
    static Reply post(const HttpServer& server, const std::string& name) {
        return logged_in(server.port(), name, "pass of " + name).ask("POST", "/api/v1/phone");
    }
};

TEST_F(Phones, AreHandedOverWithWhatTheyHaveAskedFor) {
    HttpServer server{doors(), desk()};
    RawClient client(server.port());
    client.send(asking(upgrade + "Origin: http://localhost:" + std::to_string(server.port()) + "\r\n"));
    const auto browser = handed_over.get_future().get();
    EXPECT_EQ(browser.peer.ip, "127.0.0.1");
    EXPECT_GT(browser.peer.port, 0);
    EXPECT_FALSE(browser.by_tls);
    EXPECT_EQ(browser.request["Sec-WebSocket-Protocol"], "sip");
    EXPECT_EQ(write(browser.socket.get(), "there", 5), 5);
    EXPECT_EQ(client.until("there"), "there");
}

TEST_F(Phones, ComeFromAPlainAddressWhereBothFamiliesAreListenedFor) {
    auto both = doors();
    both.ip = "::";
    HttpServer server{both, desk()};
    RawClient client(server.port());
    client.send(asking(upgrade + "Origin: http://localhost:" + std::to_string(server.port()) + "\r\n"));
    EXPECT_EQ(handed_over.get_future().get().peer.ip, "127.0.0.1") << "as one that has come by another door";
}

TEST_F(Phones, BehindAProxyAreTheBrowsersOwn) {
    auto behind = doors();
    behind.proxy = {{"127.0.0.1"}, "https://park.example.com", false};
    HttpServer server{behind, desk()};
    RawClient client(server.port());
    client.send(asking(upgrade + "Origin: https://park.example.com\r\nX-Forwarded-For: 2001:db8::7\r\n",
                       "park.example.com"));
    const auto browser = handed_over.get_future().get();
    EXPECT_EQ(browser.peer.ip, "2001:db8::7");
    EXPECT_TRUE(browser.by_tls);
}

TEST_F(Phones, OfPagesOfOtherSitesAreRefused) {
    HttpServer server{doors(), desk()};
    const auto refused = [&](const std::string& fields, const std::string& host = "localhost") {
        RawClient client(server.port());
        return client.ask(asking(upgrade + fields, host)).code();
    };
    EXPECT_EQ(refused("Origin: https://evil.example\r\n"), "foreign_origin");
    EXPECT_EQ(refused("Origin: null\r\n"), "foreign_origin");
    EXPECT_EQ(refused("Sec-Fetch-Site: cross-site\r\n"), "foreign_origin");
    EXPECT_EQ(refused("", "evil.example"), "wrong_host");
}

TEST_F(Phones, MayNotSayMoreThanTheRequestBefore) {
    HttpServer server{doors(), desk()};
    RawClient early(server.port());
    EXPECT_EQ(early.ask(asking() + "early").status, 400);
    RawClient body(server.port());
    EXPECT_EQ(
        body.ask(asking(upgrade + "Content-Type: application/json\r\nContent-Length: 2\r\n") + "{}").status,
        400);
}

TEST_F(Phones, AskToUpgrade) {
    HttpServer server{doors(), desk()};
    RawClient client(server.port());
    EXPECT_EQ(client.ask(asking("")).code(), "not_a_web_socket");
    EXPECT_EQ(client.post("/sip", "{}").status, 405);
}

TEST_F(Phones, AreNotHereWhenNobodyTakesThem) {
    HttpServer server{doors(), fake.desk()};
    RawClient client(server.port());
    EXPECT_EQ(client.ask(asking()).code(), "no_browsers");
    EXPECT_EQ(post(server, "ann").code(), "no_browsers");
}

TEST_F(Phones, RegisterAsTheUserOfWhoIsLoggedIn) {
    HttpServer server{doors(), desk()};
    const auto reply = post(server, "ann");
    EXPECT_EQ(reply.status, 201);
    EXPECT_EQ(asked_for, "201");
    const nlohmann::json expected{
        {"user", "201"},      {"uri", "sip:201@office.example"}, {"authorization_user", "201~1795953600"},
        {"password", "made"}, {"until", "2026-11-29T12:00:00Z"}, {"socket", "/sip"}};
    EXPECT_EQ(reply.json(), expected);
    EXPECT_EQ(fake.audit.back().who, "account ann");
    EXPECT_EQ(fake.audit.back().what, "POST /api/v1/phone");
}

TEST_F(Phones, AreForAccountsWithAUserThatThereIs) {
    HttpServer server{doors(), desk()};
    EXPECT_EQ(post(server, "eve").code(), "no_user");
    RawClient token(server.port());
    EXPECT_EQ(token.post("/api/v1/phone", "").code(), "no_user");
    RawClient stranger(server.port());
    EXPECT_EQ(stranger.bare("POST", "/api/v1/phone").code(), "no_token");
    login = {};
    EXPECT_EQ(post(server, "ann").code(), "no_such_user");
}

}  // namespace
}  // namespace layby::console
