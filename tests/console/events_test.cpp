// The live feed over a real socket.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::HasSubstr;
using testing::Not;

enum class Way { server_sent_events, web_socket };

struct TheFeed : testing::TestWithParam<Way> {
    FakeDesk fake;
    HttpServer server{loopback(), fake.desk(), {.listeners = 2, .silence = 40ms}};

    static bool by_socket() { return GetParam() == Way::web_socket; }
    static std::string request(const std::string& after = {}) {
        const std::string fields =
            by_socket() ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        : "Last-Event-ID: " + after + "\r\n";
        return "GET /api/v1/events" + (by_socket() ? "?after=" + after : "") +
               " HTTP/1.1\r\nHost: localhost\r\n" + token_field() + fields + "\r\n";
    }
    static std::string good() { return by_socket() ? "HTTP/1.1 101" : "HTTP/1.1 200"; }
    void call_comes(std::uint64_t id) {
        server.tell(std::vector<calls::Shown>{calls::CallView{{id}, {"Bo", "2", false}, "talking", {}, {}}});
    }
    static std::string id_in(const std::string& text) {
        const auto at = text.rfind("id: ") + 4;
        return text.substr(at, text.find('\n', at) - at);
    }
};

TEST_P(TheFeed, TellsEverythingAndThenEachChange) {
    RawClient client(server.port());
    client.send(request());
    const auto begin = client.until("\"registrations\":[");
    EXPECT_THAT(begin, testing::StartsWith(good()));
    EXPECT_THAT(begin, HasSubstr(by_socket() ? "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                                             : "Content-Type: text/event-stream\r\n"));
    EXPECT_THAT(begin, HasSubstr("event: snapshot\n"));
    call_comes(7);
    EXPECT_THAT(client.until("\"id\":7,"), HasSubstr("event: call\n"));
    call_comes(8);
    client.until("\"id\":8,");
}

TEST_P(TheFeed, ShowsThatItLives) {
    RawClient client(server.port());
    client.send(request());
    for (int i = 0; i < 3; ++i) client.until(": here\n\n");
}

TEST_P(TheFeed, GoesOnWhereAListenerWasCutOff) {
    RawClient first(server.port());
    first.send(request());
    const auto id = id_in(first.until("event: snapshot"));
    call_comes(7);
    first.until("\"id\":7,");
    RawClient second(server.port());
    second.send(request(id));
    EXPECT_THAT(second.until("\"id\":7,"), Not(HasSubstr("snapshot")));
}

TEST_P(TheFeed, IsRefusedToStrangersAndWhenItsPlacesAreTaken) {
    EXPECT_EQ(RawClient(server.port()).ask("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n").status,
              401);
    RawClient one(server.port());
    one.send(request());
    one.until("snapshot");
    {
        RawClient two(server.port());
        two.send(request());
        two.until("snapshot");
        const auto reply = RawClient(server.port()).ask(request());
        EXPECT_EQ(reply.status, 503);
        EXPECT_EQ(reply.code(), "too_many_listeners");
    }
    for (int i = 0; i < 500; ++i) {  // the second one's place is free again
        RawClient three(server.port());
        three.send(request());
        if (three.until("\r\n").starts_with(good())) return;
    }
    FAIL() << "the place of a listener who has gone stays taken";
}

TEST_P(TheFeed, WaitsForNobodyWhoDoesNotRead) {
    HttpServer quick(loopback(), fake.desk(), {.request = 100ms});
    RawClient lazy(quick.port()), keen(quick.port());
    lazy.send(request());
    keen.send(request());
    keen.until("snapshot");
    for (int i = 0; i < 6; ++i) {  // more than the sockets of this machine hold
        std::vector<calls::Shown> many;
        for (std::uint64_t id = 1; id <= 2000; ++id)
            many.push_back(
                calls::CallView{{id}, {std::string(1000, 'x'), std::to_string(i), false}, "talking", {}, {}});
        quick.tell(std::move(many));
        keen.until("\"number\":\"" + std::to_string(i) + "\"");
        keen.until("\"id\":2000,");
    }
    EXPECT_TRUE(lazy.ends());
}

TEST_P(TheFeed, EndsWithTheServer) {
    auto short_lived = std::make_unique<HttpServer>(loopback(), fake.desk());
    RawClient client(short_lived->port());
    client.send(request());
    client.until("snapshot");
    short_lived.reset();
    EXPECT_TRUE(client.ends());
}

TEST_P(TheFeed, IsHeldBackUntilThereIsSomethingToShow) {
    auto desk = fake.desk();
    std::promise<std::function<void(Anew)>> asked;
    desk.everything = [&](auto reply) { asked.set_value(reply); };
    HttpServer starting(loopback(), desk);
    RawClient listener(starting.port()), reader(starting.port());
    listener.send(request());
    reader.send("GET /api/v1/lots/main HTTP/1.1\r\nHost: localhost\r\n" + token_field() + "\r\n");
    asked.get_future().get()(fake.everything());
    EXPECT_EQ(reader.reply().json()["parked"].size(), 1U);
    listener.until("Ann Lee");
}

INSTANTIATE_TEST_SUITE_P(InEveryWay, TheFeed, testing::Values(Way::server_sent_events, Way::web_socket),
                         [](const auto& way) {
                             return way.param == Way::web_socket ? "WebSocket" : "ServerSentEvents";
                         });

struct TheFeedBySocket : testing::Test {
    FakeDesk fake;
    HttpServer server{loopback(), fake.desk()};
    RawClient client{server.port()};

    static std::string request(const std::string& fields) {
        return "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n" + token_field() +
               "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" + fields + "\r\n";
    }
    static std::string good(const std::string& more = {}) {
        return request("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + more);
    }
    /// Masked with zeros (RFC 6455 section 5.2).
    static std::string frame(char first, const std::string& said) {
        return std::string{first, static_cast<char>(0x80 | said.size()), 0, 0, 0, 0} + said;
    }
};

constexpr char text = '\x81', close_frame = '\x88', ping = '\x89';

TEST_F(TheFeedBySocket, IsNotForPagesOfOtherSites) {
    EXPECT_EQ(client.ask(good("Origin: http://evil.test\r\n")).code(), "foreign_origin");
}

TEST_F(TheFeedBySocket, IsRefusedWithoutTheKeyOfAHandshake) {
    client.send(request(""));
    EXPECT_THAT(client.until("\r\n"), testing::StartsWith("HTTP/1.1 400"));
}

TEST_F(TheFeedBySocket, IsRefusedToWhoSpeaksBeforeItIsOpen) {
    EXPECT_EQ(client.ask(good() + frame(text, "now")).status, 400);
}

TEST_F(TheFeedBySocket, AnswersAPingAndAGoodbyeAndReadsNothingElse) {
    client.send(good());
    client.until("snapshot");
    client.send(frame(text, "give me all") + frame(ping, "there?"));
    client.until(std::string("\x8a\x06there?", 8));
    client.send(frame(close_frame, std::string("\x03\xe8", 2)));
    client.until(std::string("\x88\x02\x03\xe8", 4));
    EXPECT_TRUE(client.ends());
}

TEST_F(TheFeedBySocket, IsClosedToWhoSaysTooMuch) {
    client.send(good());
    client.until("snapshot");
    client.send(std::string("\x81\xfe\xff\xff\0\0\0\0", 8) + std::string(65535, 'x'));
    EXPECT_TRUE(client.ends());
}

}  // namespace
}  // namespace layby::console
