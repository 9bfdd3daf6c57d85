// What one webhook is told next, in virtual time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "webhooks/backlog.hpp"

namespace layby::webhooks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using What = calls::CallStep::What;

store::Occurrence event(std::uint64_t id, What what, sip::WallTime at) {
    store::Occurrence out;
    out.id = id;
    out.entry.at = at;
    out.entry.step = {{3}, {9}, what, "main", {701}, "201", ""};
    return out;
}

struct ABacklog : testing::Test {
    Instant now{1h};
    sip::WallTime wall{1'764'395'000'000ms};
    Backlog backlog{{.name = "crm", .url = "http://x", .secret = "s"}, 0};
    std::vector<std::uint64_t> sent;
    store::Told told{};

    void wait(Duration time) {
        now += time;
        wall += std::chrono::floor<std::chrono::milliseconds>(time);
    }
    /// Events of these ids are there; all are of one kind.
    void give(std::vector<std::uint64_t> ids, std::uint64_t latest = 0, What what = What::parked) {
        store::Occurrences events;
        for (const auto id : ids) events.list.push_back(event(id, what, wall));
        events.latest = latest != 0 ? latest : ids.empty() ? 0 : ids.back();
        ASSERT_TRUE(backlog.wants(now));
        backlog.asked();
        backlog.take(events, now);
    }
    /// Sends what is to be sent now and gets this answer. False: nothing was.
    bool send(int status, const std::string& error = {}) {
        const auto task = backlog.begin(now);
        if (!task) return false;
        sent.push_back(task->event);
        told = backlog.finish({status, error, 3ms}, now, wall);
        return true;
    }
};

TEST_F(ABacklog, TellsOneAfterTheOther) {
    give({1, 2, 3});
    const auto first = backlog.begin(now);
    ASSERT_TRUE(first);
    EXPECT_FALSE(backlog.begin(now)) << "the first is still on its way";
    told = backlog.finish({200, {}, 3ms}, now, wall);
    EXPECT_EQ(told.upto, 1U);
    EXPECT_EQ(told.delivery->status, 200);
    while (send(204)) {
    }
    EXPECT_THAT(sent, ElementsAre(2, 3));
    EXPECT_EQ(told.upto, 3U);
    EXPECT_EQ(backlog.standing().delivered, 3U);
}

TEST_F(ABacklog, SaysSinceWhenItIsBehindAndHowOftenItHasFailed) {
    EXPECT_FALSE(backlog.standing().oldest);
    const auto happened = wall;
    give({1, 2});
    send(503);
    wait(1s);
    send(0, "refused");
    EXPECT_EQ(backlog.standing().failed, 2U);
    EXPECT_EQ(backlog.standing().oldest, happened);
    wait(2s);
    send(200);
    send(200);
    EXPECT_FALSE(backlog.standing().oldest);
    EXPECT_EQ(backlog.standing().failed, 2U) << "it only grows";
}

TEST_F(ABacklog, TriesTheSameAgainLaterAndLaterAndKeepsTheOrder) {
    give({1, 2});
    std::vector<std::int64_t> pauses;
    for (int i = 0; i < 12; ++i) {
        EXPECT_TRUE(send(503));
        EXPECT_FALSE(send(200)) << "too early";
        const auto next = backlog.next_deadline().value();
        pauses.push_back(std::chrono::duration_cast<std::chrono::seconds>(next - now).count());
        wait(next - now);
    }
    EXPECT_THAT(pauses, ElementsAre(1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300));
    EXPECT_EQ(told.upto, 0U);
    EXPECT_EQ(told.delivery->attempt, 12);
    EXPECT_EQ(backlog.standing().failures, 12);
    EXPECT_EQ(backlog.standing().trouble, "it answered 503");
    EXPECT_TRUE(send(200));
    EXPECT_TRUE(send(200)) << "the next one waits for nothing";
    EXPECT_EQ(sent.size(), 14U);
    EXPECT_EQ(sent[12], 1U);
    EXPECT_EQ(sent[13], 2U);
    EXPECT_EQ(backlog.standing().failures, 0);
    EXPECT_EQ(backlog.standing().trouble, "");
}

TEST_F(ABacklog, TriesAgainAfterARedirectAndWithoutAnAnswer) {
    give({1});
    for (const int status : {302, 404, 410, 500, 0}) {
        EXPECT_TRUE(send(status, status == 0 ? "Couldn't connect" : "")) << status;
        EXPECT_EQ(told.upto, 0U) << status;
        wait(5min);
    }
    EXPECT_EQ(told.delivery->error, "Couldn't connect");
}

TEST_F(ABacklog, GivesUpWhatIsRefusedForItsWords) {
    give({1, 2});
    EXPECT_TRUE(send(422));
    EXPECT_EQ(told.upto, 1U);
    EXPECT_EQ(backlog.standing().given_up, 1U);
    EXPECT_TRUE(send(200)) << "the next one goes at once";
    EXPECT_THAT(sent, ElementsAre(1, 2));
}

TEST_F(ABacklog, GivesUpWhatIsADayOldAndCannotBeTold) {
    give({1, 2});
    EXPECT_TRUE(send(500));
    wait(24h + 1s);
    EXPECT_TRUE(send(500));
    EXPECT_EQ(told.upto, 1U);
    EXPECT_FALSE(send(200)) << "the next one waits as the first did";
    wait(5min);
    EXPECT_TRUE(send(200)) << "old as it is: now it can be told";
    EXPECT_EQ(backlog.standing().given_up, 1U);
    EXPECT_EQ(backlog.standing().delivered, 1U);
}

TEST_F(ABacklog, SkipsWhatIsNotWanted) {
    backlog.change({.name = "crm", .url = "http://x", .secret = "s", .events = {"park ended"}});
    give({1, 2, 3}, 5);
    EXPECT_FALSE(send(200));
    EXPECT_EQ(backlog.wants(now), 3U) << "there are more";
    give({4, 5}, 5, What::ended);
    EXPECT_TRUE(send(200));
    EXPECT_TRUE(send(200));
    EXPECT_THAT(sent, ElementsAre(4, 5));
}

TEST_F(ABacklog, AsksForMoreOnlyWhenThereMayBeSome) {
    give({1, 2}, 2);
    EXPECT_FALSE(backlog.wants(now)) << "these two come first";
    while (send(200)) {
    }
    EXPECT_FALSE(backlog.wants(now));
    backlog.there_is_more();
    EXPECT_EQ(backlog.wants(now), 2U);
    backlog.asked();
    EXPECT_FALSE(backlog.wants(now)) << "it is asked already";
    backlog.there_is_more();
    backlog.take(store::Occurrences{{}, 2}, now);
    EXPECT_EQ(backlog.wants(now), 2U) << "something has happened while it was asked";
}

TEST_F(ABacklog, AsksAgainWhenTheDiskCouldNotBeRead) {
    backlog.asked();
    backlog.take({}, now);
    EXPECT_FALSE(backlog.wants(now));
    wait(1s);
    EXPECT_EQ(backlog.wants(now), 0U);
}

TEST_F(ABacklog, BeginsAnewInANewFile) {
    Backlog other{{.name = "crm", .url = "http://x", .secret = "s"}, 1000};
    other.asked();
    EXPECT_TRUE(other.take(store::Occurrences{{}, 7}, now));
    EXPECT_EQ(other.wants(now), 0U);
}

TEST_F(ABacklog, SendsATestAtOnceAndOnlyOnce) {
    give({1});
    EXPECT_TRUE(send(500));
    EXPECT_TRUE(backlog.add_test(wall));
    EXPECT_TRUE(send(500)) << "although the other one has to wait";
    EXPECT_EQ(told.delivery->what, "test");
    EXPECT_EQ(told.delivery->event, 0U);
    EXPECT_FALSE(send(200));
    EXPECT_EQ(told.upto, 0U);
    EXPECT_EQ(backlog.standing().failures, 1) << "a test counts for nothing";
}

TEST_F(ABacklog, RepeatsAnEventWithoutGoingBack) {
    give({1, 2});
    while (send(200)) {
    }
    EXPECT_TRUE(backlog.repeat(event(1, What::parked, wall)));
    EXPECT_TRUE(send(200));
    EXPECT_THAT(sent, ElementsAre(1, 2, 1));
    EXPECT_EQ(told.upto, 2U);
}

TEST_F(ABacklog, LetsNoMoreThanSixteenExtraWait) {
    for (std::size_t i = 0; i < Backlog::most_extra; ++i) EXPECT_TRUE(backlog.add_test(wall));
    EXPECT_FALSE(backlog.add_test(wall));
}

TEST_F(ABacklog, MayLoseItsInterestWhileSomethingWaits) {
    give({1, 2});
    ASSERT_TRUE(backlog.begin(now));
    backlog.change({.name = "crm", .url = "http://x", .secret = "s", .events = {"park ended"}});
    told = backlog.finish({200, {}, 3ms}, now, wall);
    EXPECT_EQ(told.upto, 2U);
    EXPECT_FALSE(send(200));
}

}  // namespace
}  // namespace layby::webhooks
