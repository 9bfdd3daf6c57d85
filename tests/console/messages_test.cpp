// Messages through the API: whose are shown to whom, their sound, and what may be done.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "fake_desk.hpp"
#include "logged_in.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

calls::Message message_for(std::uint64_t id, const std::string& box, calls::Message::State state) {
    calls::Message message;
    message.id = {id};
    message.box = box;
    message.state = state;
    message.caller = {"Ann Lee", "030123", false};
    message.lot = "main";
    message.slot = {701};
    message.length = std::chrono::milliseconds{2500};
    return message;
}

struct TheMessages : testing::Test {
    static FakeDesk with_messages() {
        FakeDesk fake;
        fake.in_boxes = {message_for(7, "201", calls::Message::State::fresh),
                         message_for(8, "202", calls::Message::State::heard)};
        fake.recording =
            std::filesystem::temp_directory_path() / ("layby-message-" + std::to_string(getpid()) + ".wav");
        std::ofstream(fake.recording) << "RIFF and sound";
        return fake;
    }

    FakeDesk fake = with_messages();
    HttpServer server{doors(), fake.desk()};
    RawClient client{server.port()};
    LoggedIn who;

    ~TheMessages() override { std::filesystem::remove(fake.recording); }

    static Doors doors() {
        auto out = loopback();
        out.rights = AllRights{{"few", {{"main"}, {"main"}}}};
        return out;
    }
    std::vector<std::uint64_t> ids_in(const Reply& reply) {
        std::vector<std::uint64_t> out;
        const auto json = reply.json();
        for (const auto& message : json["messages"]) out.push_back(message["id"]);
        return out;
    }
    void log_in(const std::string& name, const std::string& role) {
        who = logged_in_as(client, server.port(), name, role);
    }
};

TEST_F(TheMessages, AreShownWithWhoAndWhereAndHowLong) {
    const auto json = client.get("/api/v1/messages/7").json();
    EXPECT_EQ(json["box"], "201");
    EXPECT_EQ(json["heard"], false);
    EXPECT_EQ(json["caller"]["name"], "Ann Lee");
    EXPECT_EQ(json["slot"], 701);
    EXPECT_EQ(json["length_s"], 2.5);
    EXPECT_THAT(ids_in(client.get("/api/v1/messages")), ElementsAre(7, 8));
    EXPECT_THAT(ids_in(client.get("/api/v1/messages?box=202")), ElementsAre(8));
    for (const char* none : {"9", "0", "x"})
        EXPECT_EQ(client.get("/api/v1/messages/" + std::string(none)).code(), "no_such_message") << none;
}

TEST_F(TheMessages, AreOfOnesOwnBoxUnlessOneSupervises) {
    log_in("bob", "agent");
    EXPECT_THAT(ids_in(who.ask("GET", "/api/v1/messages")), ElementsAre(7));
    EXPECT_EQ(who.ask("GET", "/api/v1/messages?box=202").code(), "out_of_scope");
    for (const char* path : {"/api/v1/messages/8", "/api/v1/messages/8/sound"})
        EXPECT_EQ(who.ask("GET", path).code(), "no_such_message");
    EXPECT_EQ(who.ask("DELETE", "/api/v1/messages/8").code(), "no_such_message");
    EXPECT_EQ(who.ask("PATCH", "/api/v1/messages/8", R"({"heard":true})").code(), "no_such_message");
    EXPECT_THAT(fake.message_orders, IsEmpty());
    EXPECT_EQ(who.ask("GET", "/api/v1/messages/7/sound").status, 200);
    EXPECT_EQ(who.ask("DELETE", "/api/v1/messages/7").status, 200);
    log_in("eve", "supervisor");
    EXPECT_THAT(ids_in(who.ask("GET", "/api/v1/messages")), ElementsAre(7, 8));
    log_in("few", "supervisor");
    EXPECT_THAT(ids_in(who.ask("GET", "/api/v1/messages")), ElementsAre(7)) << "it sees some lots alone";
}

TEST_F(TheMessages, HaveASound) {
    const auto reply = client.get("/api/v1/messages/7/sound");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.fields.at("content-type"), "audio/wav");
    EXPECT_EQ(reply.body, "RIFF and sound");
    std::filesystem::remove(fake.recording);
    EXPECT_EQ(client.get("/api/v1/messages/7/sound").code(), "no_sound");
}

TEST_F(TheMessages, AreMarkedAndDeleted) {
    const auto mark = [&](const std::string& body) {
        return client.with_body("PATCH", "/api/v1/messages/7", body, "", "application/json");
    };
    const auto heard = mark(R"({"heard":true})");
    EXPECT_EQ(heard.status, 200);
    EXPECT_EQ(heard.json()["heard"], true);
    for (const char* wrong : {"", "{}", "7", R"({"heard":1})", R"({"heard":true,"box":"201"})"})
        EXPECT_EQ(mark(wrong).code(), "bad_body") << wrong;
    EXPECT_EQ(client.with_body("DELETE", "/api/v1/messages/7", "", "", "application/json").json()["deleted"],
              true);
    ASSERT_THAT(fake.message_orders, SizeIs(2));
    EXPECT_EQ(fake.message_orders[0].what, calls::MessageOrder::What::heard);
    EXPECT_EQ(fake.message_orders[1].what, calls::MessageOrder::What::forget);
    fake.result = calls::CommandResult::no_such_message;
    EXPECT_EQ(client.with_body("DELETE", "/api/v1/messages/7", "", "", "application/json").code(),
              "no_such_message");
}

TEST_F(TheMessages, AreAskedForOfACallerWhoWaits) {
    const std::string path{"/api/v1/lots/main/slots/701/message"};
    const auto asked = client.post(path, R"({"user":"203"})");
    EXPECT_EQ(asked.status, 202);
    EXPECT_EQ(asked.json()["state"], "asked for a message");
    EXPECT_THAT(fake.orders, ElementsAre(FakeDesk::Order{"message", "main", 701, "203"}));
    EXPECT_EQ(client.post(path, "{}").code(), "bad_body") << "a token has no box";
    using Result = calls::CommandResult;
    for (const auto& [result, code] : {std::pair{Result::no_message_box, "no_message_box"},
                                       {Result::message_box_full, "message_box_full"},
                                       {Result::not_listening, "not_listening"}}) {
        fake.result = result;
        const auto refused = client.post(path, R"({"user":"203"})");
        EXPECT_EQ(refused.status, 409);
        EXPECT_EQ(refused.code(), code);
    }
}

}  // namespace
}  // namespace layby::console
