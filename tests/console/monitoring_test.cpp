// What monitors read: figures for Prometheus, and whether the server should get calls.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_desk.hpp"
#include "raw_client.hpp"
#include "runtime/version.hpp"

namespace layby::console {
namespace {

using parking::Outcome;
using testing::HasSubstr;

calls::PastPark ended(const std::string& lot, Outcome outcome, Duration lasted) {
    calls::PastPark park;
    park.lot = lot;
    park.outcome = outcome;
    park.lasted = lasted;
    return park;
}

struct AMonitor : testing::Test {
    FakeDesk fake;
    HttpServer server{loopback(), fake.desk()};
    RawClient client{server.port()};

    std::string metrics() { return client.get("/metrics").body; }
};

TEST_F(AMonitor, GetsTheCountersUnderTheirNames) {
    fake.counts = {{"parking", "parks_total", 17}, {"sip", "answered_2xx_total", 5}, {"runtime", "bugs", 0}};
    const auto reply = client.get("/metrics");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.fields.at("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_THAT(reply.body, HasSubstr("# TYPE layby_parks_total counter\nlayby_parks_total 17\n"));
    EXPECT_THAT(reply.body, HasSubstr("layby_sip_responses_total{class=\"2xx\"} 5\n"));
    EXPECT_THAT(reply.body, HasSubstr("layby_bugs_total 0\n"));
    EXPECT_THAT(reply.body,
                HasSubstr("layby_build_info{version=\"" + std::string{runtime::version()} + "\"} 1\n"));
    EXPECT_THAT(reply.body, HasSubstr("layby_rtp_ports 100\n"));
    EXPECT_THAT(reply.body, Not(HasSubstr("layby_legs"))) << "what is not counted is not there";
}

TEST_F(AMonitor, SeesWhoIsParkedInEachLot) {
    EXPECT_THAT(metrics(), HasSubstr("layby_parked{lot=\"main\"} 1\n"));
    EXPECT_THAT(metrics(), HasSubstr("layby_parked{lot=\"front desk\"} 0\n"));
    EXPECT_THAT(metrics(), HasSubstr("layby_slots{lot=\"front desk\"} 9\n"));
    server.tell(std::vector<calls::Shown>{calls::ParkOver{fake.ann().call.park}});
    EXPECT_THAT(metrics(), HasSubstr("layby_parked{lot=\"main\"} 0\n"));
}

TEST_F(AMonitor, SeesWhatBecameOfParkedCallsAndHowLongTheyWaited) {
    EXPECT_THAT(metrics(), HasSubstr("layby_parks_ended_total{lot=\"main\",outcome=\"abandoned\"} 0\n"))
        << "a counter that appears with its first event hides that event from rate()";
    server.tell(Past{ended("main", Outcome::retrieved, 4s), ended("main", Outcome::retrieved, 7h),
                     ended("main", Outcome::given_up, 3s)});
    const auto text = metrics();
    EXPECT_THAT(text, HasSubstr("layby_parks_ended_total{lot=\"main\",outcome=\"retrieved\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("layby_parks_ended_total{lot=\"main\",outcome=\"given up\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("layby_park_wait_seconds_bucket{lot=\"main\",le=\"1\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("layby_park_wait_seconds_bucket{lot=\"main\",le=\"5\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("layby_park_wait_seconds_bucket{lot=\"main\",le=\"+Inf\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("layby_park_wait_seconds_count{lot=\"main\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("layby_park_wait_seconds_sum{lot=\"main\"} 25204\n"));
}

TEST_F(AMonitor, CountsCallsThatEndBeforeThereIsACopy) {
    FakeDesk mute;
    auto desk = mute.desk();
    desk.everything = [](const auto&) {};
    HttpServer other(loopback(), std::move(desk));
    other.tell(Past{ended("attic", Outcome::abandoned, 1s)});
    EXPECT_THAT(RawClient(other.port()).get("/metrics").body,
                HasSubstr("layby_parks_ended_total{lot=\"attic\",outcome=\"abandoned\"} 1\n"));
}

TEST_F(AMonitor, SeesHowWebhooksDo) {
    EXPECT_THAT(metrics(), Not(HasSubstr("layby_webhook"))) << "there is none";
    WebhookView crm;
    crm.name = "crm";
    crm.delivered = 5;
    crm.failed = 3;
    crm.given_up = 1;
    crm.waiting = 2;
    crm.oldest = std::chrono::system_clock::now() - 90s;
    WebhookView idle;
    idle.name = "idle";
    fake.webhooks = {crm, idle};
    const auto text = metrics();
    EXPECT_THAT(text, HasSubstr("layby_webhook_deliveries_total{webhook=\"crm\",outcome=\"delivered\"} 5\n"));
    EXPECT_THAT(text, HasSubstr("layby_webhook_deliveries_total{webhook=\"crm\",outcome=\"failed\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("layby_webhook_given_up_total{webhook=\"crm\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("layby_webhook_waiting{webhook=\"crm\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("layby_webhook_oldest_waiting_seconds{webhook=\"crm\"} 9"));
    EXPECT_THAT(text, HasSubstr("layby_webhook_oldest_waiting_seconds{webhook=\"idle\"} 0\n"));
}

TEST_F(AMonitor, SeesHowLongTheDiskTakes) {
    const auto text = metrics();
    EXPECT_THAT(text, HasSubstr("layby_store_commit_seconds_bucket{le=\"0.001\"} 4\n"));
    EXPECT_THAT(text, HasSubstr("layby_store_commit_seconds_bucket{le=\"0.01\"} 6\n"));
    EXPECT_THAT(text, HasSubstr("layby_store_commit_seconds_bucket{le=\"+Inf\"} 7\n"));
}

TEST_F(AMonitor, SeesWhatTheProcessUses) {
    const auto text = metrics();
    for (const char* name : {"process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds",
                             "process_max_fds", "process_threads", "process_start_time_seconds"}) {
        const auto line = "\n" + std::string(name) + " ";
        const auto at = text.find(line);
        ASSERT_NE(at, std::string::npos) << name;
        EXPECT_GT(std::stod(text.substr(at + line.size())), 0) << name;
    }
}

TEST_F(AMonitor, NeedsATokenForFiguresAndNoneToAskWhetherTheServerIsReady) {
    EXPECT_EQ(client.ask("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 401);
    EXPECT_EQ(client.ask("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 200);
}

TEST_F(AMonitor, FindsAServerReadyThatTakesCallsAndKeepsThem) {
    fake.counts = {{"runtime", "draining", 0}, {"store", "failing", 0}};
    const auto reply = client.get("/readyz");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.json()["status"], "ready");
}

TEST_F(AMonitor, FindsAServerThatDrainsAliveButNotReady) {
    fake.counts = {{"runtime", "draining", 1}};
    EXPECT_EQ(client.get("/readyz").code(), "not_ready");
    EXPECT_EQ(client.get("/healthz").status, 200);
}

TEST_F(AMonitor, FindsAServerWhoseDiskFailsNotReady) {
    fake.counts = {{"store", "failing", 1}};
    const auto reply = client.get("/readyz");
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.code(), "not_ready");
    EXPECT_THAT(reply.json()["detail"].get<std::string>(), HasSubstr("disk"));
}

}  // namespace
}  // namespace layby::console
