// Hours through the API: what is shown of them, and how they are switched.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "console/hours_text.hpp"
#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using Result = calls::CommandResult;

struct TheHours : testing::Test {
    FakeDesk fake;
    HttpServer server{loopback(), fake.desk()};
    RawClient client{server.port()};

    Reply set(const std::string& body) {
        return client.with_body("PUT", "/api/v1/hours/office", body, "", "application/json");
    }
};

TEST_F(TheHours, AreShownAsTheyAre) {
    EXPECT_EQ(client.get("/api/v1/hours").json(), nlohmann::json::parse(R"({"hours":[{"name":"office",
        "open":true,"set":"clock","set_until":null,"open_by_clock":true,
        "clock_changes_at":"2026-11-29T16:30:00Z","time_zone":"Europe/Berlin","code":"*28"}]})"));
    auto view = FakeDesk::hours_of("office");
    view.set = calls::HoursSet::closed;
    view.set_until = view.clock_changes;
    view.clock_changes = {};
    view.code.clear();
    const auto json = nlohmann::json::parse(hours_json(view));
    EXPECT_EQ(json["set"], "closed");
    EXPECT_EQ(json["set_until"], "2026-11-29T16:30:00Z");
    EXPECT_TRUE(json["clock_changes_at"].is_null());
    EXPECT_TRUE(json["code"].is_null());
}

TEST_F(TheHours, AreSwitchedByHandAndGoByTheClockAgain) {
    const auto reply = set(R"({"set":"closed","until_next_change":true})");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.json()["set"], "closed");
    set(R"({"set":"clock"})");
    ASSERT_THAT(fake.hours_orders, SizeIs(2));
    EXPECT_EQ(fake.hours_orders[0].hours, "office");
    EXPECT_EQ(fake.hours_orders[0].set, calls::HoursSet::closed);
    EXPECT_TRUE(fake.hours_orders[0].until_next_change);
    EXPECT_EQ(fake.hours_orders[1].set, calls::HoursSet::by_clock);
    EXPECT_FALSE(fake.hours_orders[1].until_next_change);
}

TEST_F(TheHours, AreLeftAsTheyAreByWhatIsNoOrder) {
    for (const char* body : {"", "{}", "[]", "7", R"({"set":"shut"})", R"({"set":true})",
                             R"({"set":"open","until_next_change":1})", R"({"set":"open","until":"x"})"})
        EXPECT_EQ(set(body).code(), "bad_body") << body;
    EXPECT_THAT(fake.hours_orders, IsEmpty());
}

TEST_F(TheHours, ThatThereAreNotAreNotFound) {
    fake.result = Result::no_such_hours;
    EXPECT_EQ(set(R"({"set":"open"})").code(), "no_such_hours");
}

}  // namespace
}  // namespace layby::console
