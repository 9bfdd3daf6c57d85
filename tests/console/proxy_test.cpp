// Behind a reverse proxy with TLS: what it says is believed, and what anybody else says isn't.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/password.hpp"
#include "console/proxy.hpp"
#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::EndsWith;
using testing::Not;

Request forwarded(const std::string& from, const std::string& forwarded_for) {
    Request request;
    request.visitor.from = from;
    request.forwarded_for = forwarded_for;
    request.forwarded_user = "ann";
    return request;
}

TEST(AProxy, IsKnownByItsAddressOrItsNetwork) {
    const std::vector<std::string> networks{"127.0.0.1", "10.1.0.0/16", "2001:db8::/32", "0.0.0.0/x"};
    for (const auto* one : {"127.0.0.1", "::ffff:127.0.0.1", "10.1.2.3", "2001:db8:1::2"})
        EXPECT_TRUE(is_among(one, networks)) << one;
    for (const auto* one : {"127.0.0.2", "10.2.0.1", "2001:db9::1", "::1", "", "pid 4711"})
        EXPECT_FALSE(is_among(one, networks)) << one;
}

TEST(AProxy, SaysWhoseRequestItIsByWhatItHasAddedLast) {
    const Proxy proxy{{"127.0.0.1", "10.1.0.0/16"}, "https://park.example.com", true};
    const auto from = [&](const std::string& field) {
        return seen_through(forwarded("127.0.0.1", field), proxy).visitor.from;
    };
    EXPECT_EQ(from("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(from("203.0.113.9, 192.0.2.7"), "192.0.2.7") << "what stands before may be invented";
    EXPECT_EQ(from("192.0.2.7, 10.1.2.3,10.1.2.4"), "192.0.2.7");
    for (const auto* nonsense : {"", ",", "unknown", "192.0.2.7, unknown", "10.1.2.3", " , 10.1.2.3",
                                 "fe80::1%x in a row from 203.0.113.9"})
        EXPECT_EQ(from(nonsense), "127.0.0.1") << nonsense;
}

TEST(AProxy, ThatNobodyTrustsSaysNothing) {
    const Proxy proxy{{"127.0.0.1"}, "https://park.example.com", true};
    const auto stranger = seen_through(forwarded("192.0.2.1", "192.0.2.7"), proxy);
    EXPECT_FALSE(stranger.by_proxy);
    EXPECT_EQ(stranger.visitor.from, "192.0.2.1");
    EXPECT_EQ(stranger.forwarded_user, "");
    EXPECT_EQ(seen_through(forwarded("127.0.0.1", "192.0.2.7"), {{"127.0.0.1"}, {}, false}).forwarded_user,
              "");
    EXPECT_EQ(seen_through(forwarded("127.0.0.1", "192.0.2.7"), proxy).forwarded_user, "ann");
    auto at_socket = forwarded("pid 4711", "192.0.2.7");
    at_socket.visitor.trusted = true;
    EXPECT_EQ(seen_through(at_socket, proxy).forwarded_user, "");
}

struct BehindAProxy : testing::Test {
    FakeDesk fake;

    static Doors doors(bool names_users) {
        auto out = loopback();
        out.proxy = {{"127.0.0.1"}, "https://park.example.com", names_users};
        out.accounts = {{"ann", Scope::agent, "201", "2026-11-29T00:00:00Z",
                         password_hash("pass of ann", out.hash_cost)}};
        return out;
    }
    /// As the proxy hands on what a browser asks.
    static Reply ask(const HttpServer& server, const std::string& method, const std::string& path,
                     const std::string& body = {}, const std::string& fields = {},
                     const std::string& origin = "https://park.example.com") {
        RawClient client(server.port());
        return client.ask(method + " " + path +
                          " HTTP/1.1\r\nHost: park.example.com\r\nX-Forwarded-For: 192.0.2.7\r\nOrigin: " +
                          origin + "\r\n" + fields + "Content-Type: application/json\r\nContent-Length: " +
                          std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    static constexpr auto log_in = R"({"name":"ann","password":"pass of ann"})";
};

TEST_F(BehindAProxy, PeopleLogInAtItsNameAndTheirCookieIsForTlsAlone) {
    HttpServer server{doors(false), fake.desk()};
    const auto reply = ask(server, "POST", "/api/v1/session", log_in);
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_THAT(reply.fields.at("set-cookie"), EndsWith("; SameSite=Strict; Path=/; Secure"));
    EXPECT_EQ(fake.audit.back().from, "192.0.2.7");
    RawClient direct(server.port());
    EXPECT_THAT(direct.bare("POST", "/api/v1/session", log_in).fields.at("set-cookie"),
                Not(EndsWith("Secure")));
    EXPECT_EQ(ask(server, "POST", "/api/v1/session", log_in, {}, "https://evil.example").code(),
              "foreign_origin");
    EXPECT_EQ(ask(server, "GET", "/api/v1/session", {}, "X-Forwarded-User: ann\r\n").code(), "no_token");
}

TEST_F(BehindAProxy, ThatIsNotTrustedNobodyIsBelieved) {
    HttpServer server{loopback(), fake.desk()};
    EXPECT_EQ(ask(server, "POST", "/api/v1/session", log_in).code(), "wrong_host");
    RawClient client(server.port());
    EXPECT_EQ(client.bare("GET", "/api/v1/lots", {}, "X-Forwarded-User: admin\r\n").code(), "no_token");
}

TEST_F(BehindAProxy, WhomItHasLetInIsTheAccountOfThatName) {
    HttpServer server{doors(true), fake.desk()};
    const std::string ann{"X-Forwarded-User: ann\r\n"};
    const auto session = ask(server, "GET", "/api/v1/session", {}, ann).json();
    EXPECT_EQ(session["name"], "ann");
    EXPECT_EQ(session["role"], "agent");
    const std::string take{"/api/v1/lots/main/slots/701/retrieve"};
    EXPECT_EQ(ask(server, "POST", take, "{}", ann).code(), "bad_csrf_token");
    const auto token = "X-CSRF-Token: " + session["csrf_token"].get<std::string>() + "\r\n";
    EXPECT_EQ(ask(server, "POST", take, "{}", ann + token).status, 202);
    EXPECT_EQ(fake.audit.back().who, "account ann");
    EXPECT_EQ(ask(server, "POST", "/api/v1/drain", "{}", ann + token).code(), "out_of_scope");
    EXPECT_EQ(ask(server, "GET", "/api/v1/lots", {}, "X-Forwarded-User: bob\r\n").code(), "no_account");
}

TEST_F(BehindAProxy, ThatAddsALineOfItsOwnIsBelievedByTheLast) {
    HttpServer server{doors(false), fake.desk()};
    ask(server, "POST", "/api/v1/session", log_in, "X-Forwarded-For: 192.0.2.8\r\n");
    EXPECT_EQ(fake.audit.back().from, "192.0.2.8");
}

TEST_F(BehindAProxy, OfTwoUsersItHasNamedNone) {
    HttpServer server{doors(true), fake.desk()};
    EXPECT_EQ(ask(server, "GET", "/api/v1/session", {}, "X-Forwarded-User: ann\r\nX-Forwarded-User: ann\r\n")
                  .code(),
              "no_account");
}

TEST_F(BehindAProxy, ItsOwnPasswordsAreNoTokensOfOurs) {
    HttpServer server{doors(true), fake.desk()};
    const std::string basic{"Authorization: Basic YW5uOnBhc3M=\r\n"};
    EXPECT_EQ(ask(server, "GET", "/api/v1/session", {}, basic + "X-Forwarded-User: ann\r\n").status, 200);
    EXPECT_EQ(ask(server, "GET", "/api/v1/session", {}, basic).code(), "no_token");
    EXPECT_EQ(ask(server, "GET", "/api/v1/session", {}, "Authorization: Bearer wrong\r\n").code(),
              "wrong_token");
}

TEST_F(BehindAProxy, WhoIsRemovedHearsNothingMore) {
    HttpServer server{doors(true), fake.desk()};
    RawClient listener(server.port()), admin(server.port());
    listener.send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-User: ann\r\n\r\n");
    listener.until("snapshot");
    EXPECT_EQ(admin.with_body("DELETE", "/api/v1/accounts/ann", "", "", "application/json").status, 200);
    EXPECT_TRUE(listener.ends());
}

}  // namespace
}  // namespace layby::console
