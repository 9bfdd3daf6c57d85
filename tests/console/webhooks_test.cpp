// What the API shows of webhooks, and how they are tried.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_desk.hpp"
#include "raw_client.hpp"

namespace layby::console {
namespace {

using testing::Contains;
using testing::IsEmpty;
using Order = FakeDesk::Order;
using namespace std::chrono_literals;

struct WebhooksInTheApi : testing::Test {
    FakeDesk fake;
    HttpServer server{loopback(), fake.desk()};
    RawClient client{server.port()};

    WebhooksInTheApi() {
        WebhookView crm{};
        crm.name = "crm";
        crm.url = "https://crm.example.com/layby";
        crm.events = {"parked"};
        crm.told = 41;
        crm.failures = 2;
        crm.trouble = "it answered 503";
        fake.webhooks = {crm};
        WebhookTry one{};
        one.id = 7;
        one.event = 41;
        one.what = "parked";
        one.attempt = 2;
        one.status = 503;
        one.took = 1500ms;
        fake.webhook_tries = std::vector{one};
    }
};

TEST_F(WebhooksInTheApi, AreShownWithHowItGoes) {
    const auto crm = client.get("/api/v1/webhooks").json()["webhooks"][0];
    EXPECT_EQ(crm["name"], "crm");
    EXPECT_EQ(crm["events"][0], "parked");
    EXPECT_EQ(crm["told"], 41);
    EXPECT_EQ(crm["trouble"], "it answered 503");
}

TEST_F(WebhooksInTheApi, AreShownWithEachTry) {
    const auto reply = client.get("/api/v1/webhooks/crm/deliveries?limit=5");
    const auto one = reply.json()["deliveries"][0];
    EXPECT_EQ(one["event"], 41);
    EXPECT_EQ(one["attempt"], 2);
    EXPECT_EQ(one["status"], 503);
    EXPECT_TRUE(one["error"].is_null());
    EXPECT_EQ(one["took_s"], 1.5);
    EXPECT_THAT(fake.orders, Contains(Order{"tries", "", 5, "crm"}));
    EXPECT_EQ(client.get("/api/v1/webhooks/crm/deliveries?limit=0").json()["code"], "bad_limit");
    fake.webhook_tries.reset();
    EXPECT_EQ(client.get("/api/v1/webhooks/crm/deliveries").json()["code"], "history_unreadable");
}

TEST_F(WebhooksInTheApi, AreTestedAndToldAgain) {
    EXPECT_EQ(client.post("/api/v1/webhooks/crm/test", "").status, 202);
    EXPECT_EQ(client.post("/api/v1/webhooks/crm/events/41/redeliver", "").status, 202);
    EXPECT_THAT(fake.orders,
                testing::ElementsAre(Order{"test", "", 0, "crm"}, Order{"repeat", "", 41, "crm"}));
    client.post("/api/v1/webhooks/crm/events/041/redeliver", "");
    EXPECT_EQ(fake.orders.back().slot, 0U) << "that is no number of an event";
}

TEST_F(WebhooksInTheApi, SayWhyTheyCannotBeTold) {
    using Asked = WebhookAsked;
    for (const auto& [asked, status, code] : {std::tuple{Asked::no_such_webhook, 404, "no_such_webhook"},
                                              std::tuple{Asked::no_such_event, 404, "no_such_event"},
                                              std::tuple{Asked::too_many, 429, "too_many_waiting"}}) {
        fake.webhook_asked = asked;
        const auto reply = client.post("/api/v1/webhooks/crm/test", "");
        EXPECT_EQ(reply.status, status);
        EXPECT_EQ(reply.json()["code"], code);
    }
}

TEST(WebhooksWithoutAStateDirectory, AreNotThere) {
    FakeDesk fake;
    fake.keeps_history = false;
    HttpServer server{loopback(), fake.desk()};
    RawClient client{server.port()};
    EXPECT_EQ(client.get("/api/v1/webhooks").json()["code"], "nothing_kept");
    EXPECT_EQ(client.get("/api/v1/webhooks/crm/deliveries").json()["code"], "nothing_kept");
    EXPECT_EQ(client.post("/api/v1/webhooks/crm/test", "").json()["code"], "nothing_kept");
    EXPECT_EQ(client.post("/api/v1/webhooks/crm/events/1/redeliver", "").json()["code"], "nothing_kept");
}

}  // namespace
}  // namespace layby::console
