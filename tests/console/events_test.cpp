// The live feed over a real socket.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::HasSubstr;
using testing::Not;

struct TheFeed : testing::Test {
    FakeDesk fake;
    HttpServer server{loopback(), fake.desk(), {.listeners = 2, .silence = 40ms}};

    static std::string request(const std::string& fields = {}) {
        return "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n" + token_field() + fields + "\r\n";
    }
    void call_comes(std::uint64_t id) {
        server.tell(std::vector<calls::Shown>{calls::CallView{{id}, {"Bo", "2", false}, "talking", {}, {}}});
    }
    static std::string id_in(const std::string& text) {
        const auto at = text.rfind("id: ") + 4;
        return text.substr(at, text.find('\n', at) - at);
    }
};

TEST_F(TheFeed, TellsEverythingAndThenEachChange) {
    RawClient client(server.port());
    client.send(request());
    const auto begin = client.until("\"registrations\":[");
    EXPECT_THAT(begin, HasSubstr("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(begin, HasSubstr("Content-Type: text/event-stream\r\n"));
    EXPECT_THAT(begin, HasSubstr("event: snapshot\n"));
    call_comes(7);
    EXPECT_THAT(client.until("\"id\":7,"), HasSubstr("event: call\n"));
    call_comes(8);
    client.until("\"id\":8,");
}

TEST_F(TheFeed, ShowsThatItLives) {
    RawClient client(server.port());
    client.send(request());
    client.until(": here\n\n: here\n\n");
}

TEST_F(TheFeed, GoesOnWhereAListenerWasCutOff) {
    RawClient first(server.port());
    first.send(request());
    const auto id = id_in(first.until("event: snapshot"));
    call_comes(7);
    first.until("\"id\":7,");
    RawClient second(server.port());
    second.send(request("Last-Event-ID: " + id + "\r\n"));
    EXPECT_THAT(second.until("\"id\":7,"), Not(HasSubstr("snapshot")));
}

TEST_F(TheFeed, IsRefusedToStrangersAndWhenItsPlacesAreTaken) {
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
        if (three.until("\r\n").starts_with("HTTP/1.1 200")) return;
    }
    FAIL() << "the place of a listener who has gone stays taken";
}

TEST_F(TheFeed, WaitsForNobodyWhoDoesNotRead) {
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

TEST_F(TheFeed, EndsWithTheServer) {
    auto short_lived = std::make_unique<HttpServer>(loopback(), fake.desk());
    RawClient client(short_lived->port());
    client.send(request());
    client.until("snapshot");
    short_lived.reset();
    EXPECT_TRUE(client.ends());
}

TEST_F(TheFeed, IsHeldBackUntilThereIsSomethingToShow) {
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

}  // namespace
}  // namespace layby::console
