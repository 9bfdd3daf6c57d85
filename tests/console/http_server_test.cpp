// HTTP itself: limits, bad bytes, slow clients, strangers, and a signalling thread that doesn't answer.
#include "console/http_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::HasSubstr;

struct TheServer : testing::Test {
    FakeDesk fake;
    HttpServer server{loopback(), fake.desk()};
    RawClient client{server.port()};

    int status_with(const std::string& fields) {
        return client.ask("GET /healthz HTTP/1.1\r\n" + fields + "\r\n").status;
    }
};

TEST_F(TheServer, KeepsAConnectionForManyRequests) {
    for (int i = 0; i < 100; ++i) EXPECT_EQ(client.get("/healthz").status, 200);
}

TEST_F(TheServer, AnswersRequestsThatWereSentTogetherInOrder) {
    client.send(
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: localhost\r\n" +
        token_field() + "\r\n");
    EXPECT_EQ(client.reply().status, 200);
    EXPECT_EQ(client.reply().status, 404);
}

TEST_F(TheServer, ClosesWhenTheClientAsksForIt) {
    EXPECT_EQ(status_with("Host: localhost\r\nConnection: close\r\n"), 200);
    EXPECT_TRUE(client.closed());
}

TEST_F(TheServer, AnswersHeadWithTheLengthAndWithoutTheBody) {
    client.send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto head = client.reply(true);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.fields.at("content-length"), "15");
    EXPECT_EQ(client.get("/healthz").body.size(), 15U);
}

TEST_F(TheServer, AnswersOnlyToItsOwnNames) {
    for (const std::string host : {"localhost", "LOCALHOST:7080", "127.0.0.1", "127.9.9.9:80", "[::1]:7080",
                                   "layby.localhost", "127.0.0.1:7080"}) {
        EXPECT_EQ(status_with("Host: " + host + "\r\n"), 200) << host;
    }
    for (const std::string host : {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example",
                                   "192.0.2.1", "0.0.0.0", "127.1", "127.0.0.evil"}) {
        EXPECT_EQ(status_with("Host: " + host + "\r\n"), 421) << host;
    }
}

TEST_F(TheServer, WantsExactlyOneValidHost) {
    EXPECT_EQ(status_with(""), 400);
    EXPECT_EQ(status_with("Host: \r\n"), 400);
    EXPECT_EQ(status_with("Host: localhost\r\nHost: localhost\r\n"), 400);
    EXPECT_EQ(status_with("Host: user@localhost\r\n"), 400);
    EXPECT_EQ(status_with("Host: localhost:port\r\n"), 400);
    EXPECT_EQ(status_with("Host: [::1\r\n"), 400);
}

TEST_F(TheServer, RefusesPagesOfOtherSites) {
    EXPECT_EQ(status_with("Host: localhost\r\nOrigin: http://evil.example\r\n"), 403);
    EXPECT_EQ(status_with("Host: localhost\r\nOrigin: null\r\n"), 403);
    const auto port = std::to_string(server.port());
    EXPECT_EQ(status_with("Host: localhost\r\nOrigin: http://localhost:" + port + "\r\n"), 200);
    EXPECT_EQ(status_with("Host: localhost\r\nOrigin: http://evil.example:" + port + "\r\n"), 403);
    for (const std::string other : {"http://localhost:1", "http://localhost", "https://localhost:"})
        EXPECT_EQ(status_with("Host: localhost\r\nOrigin: " + other + "\r\n"), 403) << other;
}

TEST_F(TheServer, RefusesWhatABrowserSaysComesFromElsewhere) {
    for (const std::string site : {"cross-site", "same-site", "whatever"})
        EXPECT_EQ(status_with("Host: localhost\r\nSec-Fetch-Site: " + site + "\r\n"), 403) << site;
    for (const std::string site : {"same-origin", "none"})
        EXPECT_EQ(status_with("Host: localhost\r\nSec-Fetch-Site: " + site + "\r\n"), 200) << site;
}

TEST_F(TheServer, TellsWhoHasNoTokenNothingButItsHealth) {
    const auto status_of = [&](const std::string& method, const std::string& path,
                               const std::string& fields) {
        return client.ask(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n").status;
    };
    for (const std::string path : {"/api/v1/lots", "/api/v1/version", "/nowhere", "/elsewhere/"}) {
        EXPECT_EQ(status_of("GET", path, ""), 401) << path;
        EXPECT_EQ(status_of("POST", path, ""), 401) << path;
    }
    EXPECT_EQ(status_of("GET", "/healthz", ""), 200);
    const std::vector<std::string> wrong_ones{"Bearer",
                                              "Bearer ",
                                              "Bearer x",
                                              "Basic " + the_token,
                                              the_token,
                                              "Bearer " + the_token + "x",
                                              "Bearer  " + the_token};
    for (const auto& wrong : wrong_ones)
        EXPECT_EQ(status_of("POST", "/api/v1/drain", "Authorization: " + wrong + "\r\n"), 401) << wrong;
    const auto reply = client.ask("GET /api/v1/lots HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(reply.code(), "no_token");
    EXPECT_EQ(reply.fields.at("www-authenticate"), "Bearer");
    EXPECT_TRUE(fake.orders.empty());
    EXPECT_EQ(status_of("GET", "/api/v1/lots", "Authorization: bearer " + the_token + "\r\n"), 200);
}

TEST_F(TheServer, TakesABodyOnlyAsJson) {
    for (const std::string type : {"text/plain", "application/x-www-form-urlencoded", ""}) {
        EXPECT_EQ(client.post("/api/v1/reload", "{}", "", type).status, 415) << type;
        EXPECT_EQ(client.post("/api/v1/lots/main/slots/701/release", "{}", "", type).status, 415) << type;
    }
    EXPECT_TRUE(fake.orders.empty());
}

TEST(TheServerWhereReadingIsFree, LetsAnybodyLookAndNobodyChangeAnything) {
    for (const auto& [ip, reading] : {std::pair{"127.0.0.1", 200}, std::pair{"0.0.0.0", 401}}) {
        FakeDesk fake;
        Doors doors = loopback();
        doors.ip = ip;
        doors.reading_is_free = true;
        HttpServer server(doors, fake.desk());
        RawClient client(server.port());
        const auto status_of = [&](const std::string& line) {
            return client.ask(line + " HTTP/1.1\r\nHost: localhost\r\n\r\n").status;
        };
        EXPECT_EQ(status_of("GET /api/v1/version"), reading) << ip;
        EXPECT_EQ(status_of("POST /api/v1/drain"), 401) << ip;
        EXPECT_EQ(status_of("DELETE /api/v1/drain"), 401) << ip;
        EXPECT_TRUE(fake.orders.empty());
    }
}

TEST(WithoutAToken, TheServerIsShutOverTcp) {
    FakeDesk fake;
    HttpServer server(Doors{.ip = "127.0.0.1", .wrong_try = 0ms}, fake.desk());
    RawClient client(server.port());
    EXPECT_EQ(client.get("/api/v1/lots").code(), "wrong_token");
    EXPECT_EQ(
        client.ask("GET /api/v1/lots HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \r\n\r\n").status,
        401);
    EXPECT_EQ(client.get("/healthz").status, 200);
}

TEST_F(TheServer, RefusesWhatIsNotHttp) {
    for (const std::string bytes :
         {"\r\r\r\r\n\n\n", "GET\r\n\r\n", "GET /healthz HTTP/9.9\r\n\r\n", "\x16\x03\x01\x02garbage\r\n\r\n",
          "GET /healthz HTTP/1.1\r\nHost localhost\r\n\r\n",
          "POST /api/v1/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
          "POST /api/v1/reload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
        RawClient rude(server.port());
        const auto reply = rude.ask(bytes);
        EXPECT_EQ(reply.status, 400) << bytes;
        EXPECT_EQ(reply.code(), "bad_request") << bytes;
        EXPECT_TRUE(rude.closed());
    }
    EXPECT_EQ(client.get("/healthz").status, 200);
}

TEST_F(TheServer, RefusesTooMuch) {
    RawClient wordy(server.port());
    EXPECT_EQ(wordy.ask("GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n").status, 431);
    RawClient announced(server.port());
    EXPECT_EQ(announced.post("/api/v1/reload", std::string(200'000, 'x')).status, 413);
    RawClient chunked(server.port());
    chunked.send("POST /api/v1/reload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
    chunked.send("20000\r\n" + std::string(0x20000, 'x') + "\r\n0\r\n\r\n");
    EXPECT_EQ(chunked.reply().status, 413);
    EXPECT_TRUE(fake.orders.empty());
}

TEST_F(TheServer, TellsAClientThatAsksFirstToGoOn) {
    client.send("POST /api/v1/reload HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n" +
                token_field() + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n");
    const auto interim = client.reply(true);
    EXPECT_EQ(interim.status, 100);
    EXPECT_EQ(client.ask("{}").status, 200);
}

TEST(ASlowClient, IsClosedAfterTheTimeForARequest) {
    FakeDesk fake;
    HttpServer server(loopback(), fake.desk(), {.request = 50ms});
    RawClient slow(server.port());
    slow.send("GET /healthz HT");
    EXPECT_TRUE(slow.closed());
    RawClient silent(server.port());
    EXPECT_TRUE(silent.closed());
}

TEST(ACrowd, IsLimitedAndHasRoomAgainWhenSomebodyLeaves) {
    FakeDesk fake;
    HttpServer server(loopback(), fake.desk(), {.connections = 2});
    auto one = std::make_unique<RawClient>(server.port());
    RawClient two(server.port());
    ASSERT_EQ(one->get("/healthz").status, 200);
    ASSERT_EQ(two.get("/healthz").status, 200);
    EXPECT_TRUE(RawClient(server.port()).closed());
    one.reset();
    const auto let_in = [&] {
        try {
            return RawClient(server.port()).get("/healthz").status == 200;
        } catch (const std::runtime_error&) {
            return false;
        }
    };
    bool in = false;
    for (int i = 0; i < 1000 && !in; ++i) in = let_in();
    EXPECT_TRUE(in);
}

struct ADeskThatWaits : testing::Test {
    FakeDesk fake;
    std::promise<std::function<void(std::vector<Count>)>> asked;

    Desk desk() {
        auto desk = fake.desk();
        desk.status = [this](auto reply) { asked.set_value(reply); };
        return desk;
    }
};

TEST_F(ADeskThatWaits, IsAnsweredFromAnotherThread) {
    HttpServer server(loopback(), desk());
    RawClient client(server.port());
    client.send("GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n" + token_field() + "\r\n");
    asked.get_future().get()({{"calls", "legs", 7}});
    EXPECT_EQ(client.reply().json()["counters"]["calls"]["legs"], 7);
}

TEST_F(ADeskThatWaits, IsNotWaitedForForEver) {
    HttpServer server(loopback(), desk(), {.answer = 20ms});
    RawClient client(server.port());
    const auto reply = client.get("/api/v1/status");
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.code(), "no_answer");
    asked.get_future().get()({{"calls", "legs", 7}});  // too late: goes nowhere
    EXPECT_EQ(client.get("/api/v1/version").status, 200);
}

TEST_F(ADeskThatWaits, IsWaitedForLongerWhereItReadsFiles) {
    auto reading = desk();
    std::promise<std::function<void(Desk::Reloaded)>> asked_to_reload;
    reading.reload = [&](auto reply) { asked_to_reload.set_value(reply); };
    HttpServer server(loopback(), std::move(reading), {.answer = 1ms, .slow_answer = 60s});
    RawClient client(server.port());
    client.send("POST /api/v1/reload HTTP/1.1\r\nHost: localhost\r\n" + token_field() +
                "Content-Length: 0\r\n\r\n");
    const auto reply = asked_to_reload.get_future().get();
    RawClient other(server.port());
    EXPECT_EQ(other.get("/api/v1/status").code(), "no_answer") << "its time is long over";
    reply({});
    EXPECT_EQ(client.reply().status, 200);
}

TEST_F(ADeskThatWaits, MayAnswerWhenTheServerIsGone) {
    std::function<void(std::vector<Count>)> late;
    {
        HttpServer server(loopback(), desk());
        RawClient client(server.port());
        client.send("GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n" + token_field() + "\r\n");
        late = asked.get_future().get();
    }
    late({{"calls", "legs", 7}});
}

TEST_F(ADeskThatWaits, HasItsAnswerSentThoughTheServerEndsTheNextMoment) {
    for (int i = 0; i < 50; ++i) {
        asked = {};
        auto server = std::make_unique<HttpServer>(loopback(), desk());
        RawClient client(server->port());
        client.send("GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n" + token_field() + "\r\n");
        asked.get_future().get()({{"calls", "legs", 7}});
        server.reset();
        EXPECT_EQ(client.reply().json()["counters"]["calls"]["legs"], 7);
        EXPECT_TRUE(client.closed());
    }
}

TEST_F(ADeskThatWaits, ButNeverAnswersDoesntLeaveTheClientWithoutAWord) {
    auto server = std::make_unique<HttpServer>(loopback(), desk());
    RawClient client(server->port()), idle(server->port());
    client.send("GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n" + token_field() + "\r\n");
    asked.get_future().get();
    server.reset();
    const auto reply = client.reply();
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.code(), "ending");
    EXPECT_TRUE(idle.closed());
}

TEST(APort, ThatIsInUseIsNamed) {
    FakeDesk fake;
    HttpServer first(loopback(), fake.desk());
    try {
        HttpServer second(loopback(first.port()), fake.desk());
        FAIL() << "two servers share a port";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), HasSubstr(std::to_string(first.port()) + "/tcp"));
        EXPECT_THAT(error.what(), HasSubstr("in use"));
    }
}

TEST(AnAddress, ThatIsNoneIsNamed) {
    FakeDesk fake;
    EXPECT_THROW(HttpServer(Doors{"localhost!"}, fake.desk()), std::runtime_error);
}

}  // namespace
}  // namespace layby::console
