// Lamps: phones subscribe to slots, lots and users, and are told, over the wire and in virtual time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "watcher.hpp"

namespace layby::sip::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string version_in(const Text& notify) {
    const auto body = notify.body();
    const auto at = body.find(" version=\"", body.find("<dialog-info"));
    return at == std::string::npos ? "" : body.substr(at + 10, body.find('"', at + 10) - at - 10);
}

class Lamps : public LampsOffice {};

TEST_F(Lamps, ASubscriberIsToldTheStateAtOnceAndEachChange) {
    Watcher phone(wire, "202");
    const auto subscribed = phone.subscribe("701");
    ASSERT_EQ(subscribed.answer.status(), 200);
    EXPECT_EQ(subscribed.answer.header("Expires"), "600");
    const auto first = phone.next();
    EXPECT_EQ(first.header("Event"), "dialog");
    EXPECT_EQ(first.header("Subscription-State"), "active;expires=600");
    EXPECT_EQ(first.header("Content-Type"), "application/dialog-info+xml");
    EXPECT_THAT(first.body(), HasSubstr("version=\"0\" state=\"full\" entity=\"sip:701@layby\""));
    EXPECT_THAT(first.body(), HasSubstr("<state>terminated</state>"));

    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    const auto lit = phone.next();
    EXPECT_THAT(lit.body(), HasSubstr("version=\"1\""));
    EXPECT_THAT(lit.body(), HasSubstr("<state>confirmed</state>"));
    EXPECT_THAT(lit.body(), HasSubstr("<identity display=\"Ann Lee\">sip:5551234@layby</identity>"));
    EXPECT_THAT(lit.body(), HasSubstr("direction=\"recipient\""));

    wire.pass(200ms);
    wire.endpoint().show(calls::WatchedSlot{free_slot(701)});
    EXPECT_THAT(phone.next().body(), HasSubstr("<state>terminated</state>"));
    EXPECT_EQ(subscriptions(), 1u);
}

TEST_F(Lamps, ArePreciseAboutWhoKnowsWhat) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    phone.next();
    wire.pass(50ms);
    const auto before = wire.endpoint().lamps();
    ASSERT_THAT(before, SizeIs(1));
    EXPECT_EQ(before[0].user, "202");
    EXPECT_EQ(before[0].kind, "slot");
    EXPECT_EQ(before[0].of, "701");
    EXPECT_EQ(before[0].profile, "default");
    EXPECT_TRUE(before[0].confirmed);
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    EXPECT_FALSE(wire.endpoint().lamps()[0].confirmed) << "it hasn't answered yet";
    phone.next();
    wire.pass(50ms);
    EXPECT_TRUE(wire.endpoint().lamps()[0].confirmed);
}

TEST_F(Lamps, AChangeIsOutAtOnceWhenNothingElseWasSaidLately) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    phone.next();
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    wire.pass(20ms, 10ms);
    EXPECT_THAT(phone.notifies(), SizeIs(1));
}

TEST_F(Lamps, ABurstOfChangesBecomesOneNotify) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    phone.next();
    wire.pass(1s);
    for (std::uint64_t call = 1; call <= 30; ++call) {
        wire.endpoint().show(calls::WatchedSlot{parked(701, call)});
        wire.pass(2ms, 1ms);
        wire.endpoint().show(calls::WatchedSlot{free_slot(701)});
    }
    wire.endpoint().show(calls::WatchedSlot{parked(701, 99)});
    wire.pass(1s, 10ms);
    const auto told = phone.notifies();
    EXPECT_LE(told.size(), 3u);
    EXPECT_THAT(told.back().body(), HasSubstr("park-99-701-"));
}

TEST_F(Lamps, NobodyElseIsTold) {
    Watcher one(wire, "202"), other(wire, "203");
    one.subscribe("701");
    other.subscribe("702");
    one.next(), other.next();
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    wire.pass(1s);
    EXPECT_THAT(one.notifies(), SizeIs(1));
    EXPECT_THAT(other.notifies(), IsEmpty());
}

TEST_F(Lamps, WhatALampDoesNotShowIsNotTold) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    wire.pass(1s);
    phone.notifies();
    auto taken = parked(701);
    taken.state = calls::WatchedSlot::State::retrieving;
    wire.endpoint().show(calls::WatchedSlot{taken});
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    wire.pass(1s);
    EXPECT_THAT(phone.notifies(), IsEmpty());
}

TEST_F(Lamps, ARecallFlashes) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    auto ringing = parked(701);
    ringing.state = calls::WatchedSlot::State::ringing;
    wire.endpoint().show(calls::WatchedSlot{ringing});
    wire.pass(1s);
    EXPECT_THAT(phone.notifies().back().body(), HasSubstr("<state>early</state>"));
}

TEST_F(Lamps, TheSlotMayBeNamedAsAnOrbitAndInAnyCase) {
    Watcher phone(wire, "202");
    EXPECT_EQ(phone.subscribe("park@LayBy;orbit=701").answer.status(), 200);
    EXPECT_THAT(phone.next().body(), HasSubstr("entity=\"sip:701@LayBy\""));
    EXPECT_EQ(phone.subscribe("park@layby;orbit=799").answer.status(), 404);
}

TEST_F(Lamps, WhatDoesNotExistIsRefused) {
    Watcher phone(wire, "202");
    EXPECT_EQ(phone.subscribe("721").answer.status(), 404);
    EXPECT_EQ(phone.subscribe("nobody").answer.status(), 404);
    const auto other = phone.subscribe("701", {}, "600", "presence").answer;
    EXPECT_EQ(other.status(), 489);
    EXPECT_THAT(other.header("Allow-Events"), HasSubstr("dialog"));
    EXPECT_EQ(phone.subscribe("701", "Accept: application/pidf+xml\r\n").answer.status(), 406);
    EXPECT_EQ(phone.subscribe("701", "Require: telepathy\r\n").answer.status(), 420);
    const auto brief = phone.subscribe("701", {}, "5").answer;
    EXPECT_EQ(brief.status(), 423);
    EXPECT_EQ(brief.header("Min-Expires"), "60");
    EXPECT_EQ(subscriptions(), 0u);
    EXPECT_EQ(wire.front().counters().server_transactions, 0u);
}

TEST_F(Lamps, AStrangerIsAskedForItsPassword) {
    auto& stranger = wire.add<Peer>();
    EXPECT_EQ(wire.ask(stranger, stranger.request("SUBSCRIBE", "sip:701@layby", "202",
                                                  "Event: dialog\r\nContact: <sip:x@127.0.0.1>\r\n"))
                  .status(),
              407);
    EXPECT_EQ(subscriptions(), 0u);
}

TEST_F(Lamps, AFetchTellsOnceAndKeepsNothing) {
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    Watcher phone(wire, "202");
    const auto fetched = phone.subscribe("701", {}, "0");
    EXPECT_EQ(fetched.answer.status(), 200);
    EXPECT_EQ(fetched.answer.header("Expires"), "0");
    const auto told = phone.next();
    EXPECT_EQ(told.header("Subscription-State"), "terminated;reason=timeout");
    EXPECT_THAT(told.body(), HasSubstr("<state>confirmed</state>"));
    wire.pass(200ms);
    EXPECT_EQ(subscriptions(), 0u);
    wire.endpoint().show(calls::WatchedSlot{free_slot(701)});
    wire.pass(1s);
    EXPECT_THAT(phone.notifies(), IsEmpty());
}

TEST_F(Lamps, ARefreshTellsEverythingAgain) {
    Watcher phone(wire, "202");
    auto subscribed = phone.subscribe("701");
    phone.next();
    wire.pass(500s, 1s);
    EXPECT_EQ(phone.refresh(subscribed).status(), 200);
    const auto again = phone.next();
    EXPECT_EQ(again.header("Subscription-State"), "active;expires=600");
    EXPECT_EQ(version_in(again), "1");
    wire.pass(500s, 1s);
    EXPECT_EQ(subscriptions(), 1u);
}

TEST_F(Lamps, UnsubscribingEndsIt) {
    Watcher phone(wire, "202");
    auto subscribed = phone.subscribe("701");
    phone.next();
    EXPECT_EQ(phone.refresh(subscribed, "0").status(), 200);
    EXPECT_EQ(phone.next().header("Subscription-State"), "terminated;reason=timeout");
    wire.pass(100ms);
    EXPECT_EQ(subscriptions(), 0u);
    EXPECT_EQ(phone.refresh(subscribed).status(), 481);
}

TEST_F(Lamps, ASubscriptionEndsByItselfAndLeavesNothing) {
    Watcher phone(wire, "202");
    phone.subscribe("701", {}, "60");
    phone.next();
    wire.pass(59s, 1s);
    EXPECT_EQ(subscriptions(), 1u);
    wire.pass(2s);
    EXPECT_EQ(phone.notifies().back().header("Subscription-State"), "terminated;reason=timeout");
    wire.pass(40s, 1s);
    const auto left = wire.front().counters();
    EXPECT_EQ(left.subscriptions, 0u);
    EXPECT_EQ(left.client_transactions, 0u);
    EXPECT_EQ(left.server_transactions, 0u);
    EXPECT_EQ(left.timers, 0u);
}

TEST_F(Lamps, APhoneThatForgotItsSubscriptionEndsIt) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    phone.next();
    phone.with_status = 481;
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    phone.next();
    wire.pass(200ms);
    EXPECT_EQ(subscriptions(), 0u);
}

TEST_F(Lamps, ALostNotifyIsSentAgain) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    phone.next();
    wire.pass(1s);
    phone.answers = false;
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    phone.next();
    phone.answers = true;
    wire.pass(2s);
    const auto again = phone.notifies();
    ASSERT_THAT(again, Not(IsEmpty()));
    EXPECT_EQ(version_in(again.back()), "1");
    EXPECT_EQ(subscriptions(), 1u);
}

TEST_F(Lamps, AfterASilenceEverythingIsToldAgainAndTheLampIsRight) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    phone.next();
    wire.pass(1s);
    phone.answers = false;
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    wire.pass(20s, 100ms);
    wire.endpoint().show(calls::WatchedSlot{free_slot(701)});
    wire.pass(13s, 100ms);
    phone.answers = true;
    phone.notifies();
    wire.pass(5s, 100ms);
    const auto told = phone.notifies();
    ASSERT_THAT(told, Not(IsEmpty()));
    EXPECT_THAT(told.back().body(), HasSubstr("<state>terminated</state>"));
    EXPECT_EQ(subscriptions(), 1u);
}

TEST_F(Lamps, AWatcherThatStaysSilentWatchesNoMore) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    phone.next();
    wire.pass(1s);
    phone.answers = false;
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    wire.pass(70s, 100ms);
    EXPECT_EQ(subscriptions(), 0u);
    wire.pass(40s, 100ms);
    EXPECT_EQ(wire.front().counters().client_transactions, 0u);
    EXPECT_EQ(wire.front().counters().timers, 0u);
}

TEST_F(Lamps, AWatcherBehindANameThatNobodyKnowsWatchesNoMore) {
    Watcher phone(wire, "202");
    EXPECT_EQ(phone.subscribe("701", "Record-Route: <sip:nowhere.example;lr>\r\n").answer.status(), 200);
    wire.pass(100s, 100ms);
    EXPECT_EQ(subscriptions(), 0u);
    wire.pass(40s, 100ms);
    EXPECT_EQ(wire.front().counters().client_transactions, 0u);
    EXPECT_EQ(wire.front().counters().timers, 0u);
}

TEST_F(Lamps, ARebootedPhonesOldSubscriptionIsFoundOutAtOnce) {
    Watcher phone(wire, "202");
    const auto before = phone.subscribe("701");
    phone.next();
    wire.pass(1s);
    const auto old_call = Text{before.first, {}}.header("Call-ID");
    phone.peer().script = [&](const Text& request) {
        return response(request, request.header("Call-ID") == old_call ? 481 : 200);
    };
    EXPECT_EQ(phone.subscribe("701").answer.status(), 200);
    wire.pass(1s);
    EXPECT_EQ(subscriptions(), 1u);
}

TEST_F(Lamps, TwoKeysOfOnePhoneForOneSlotBothStayRight) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    phone.subscribe("701");
    wire.pass(1s);
    EXPECT_EQ(subscriptions(), 2u);
    phone.notifies();
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    wire.pass(1s);
    EXPECT_THAT(phone.notifies(), SizeIs(2));
}

TEST_F(Lamps, ARefreshAfterOurRestartGets481SoThatThePhoneSubscribesAnew) {
    Watcher phone(wire, "202");
    auto subscribed = phone.subscribe("701");
    subscribed.to = "<sip:701@layby>;tag=of-an-earlier-life";
    EXPECT_EQ(phone.refresh(subscribed).status(), 481);
}

TEST_F(Lamps, WhenWeEndPhonesAreAskedToComeBack) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    phone.next();
    wire.endpoint().end_subscriptions();
    EXPECT_EQ(phone.next().header("Subscription-State"), "terminated;reason=probation;retry-after=10");
    wire.pass(100ms);
    EXPECT_EQ(subscriptions(), 0u);
}

TEST_F(Lamps, ASlotThatLeavesTheSettingsEndsItsSubscriptions) {
    Watcher phone(wire, "202");
    phone.subscribe("715");
    phone.next();
    wire.endpoint().show(calls::WatchedLots{{{"main", "700", {701}, {710}}}});
    EXPECT_EQ(phone.next().header("Subscription-State"), "terminated;reason=noresource");
    wire.pass(100ms);
    EXPECT_EQ(subscriptions(), 0u);
}

TEST_F(Lamps, AUserWhoLeavesTheSettingsWatchesNoMore) {
    Watcher phone(wire, "203");
    phone.subscribe("701");
    phone.next();
    Options options;
    options.accounts = {{"201", "secret of 201"}, {"202", "secret of 202"}};
    wire.reload(options);
    EXPECT_EQ(phone.next().header("Subscription-State"), "terminated;reason=rejected");
}

TEST_F(Lamps, AnAnonymousCallerStaysAnonymous) {
    wire.endpoint().show(calls::WatchedSlot{parked(701, 17, {"Ann Lee", "5551234", true})});
    Watcher phone(wire, "202");
    phone.subscribe("701");
    const auto body = phone.next().body();
    EXPECT_THAT(body, Not(HasSubstr("Ann")));
    EXPECT_THAT(body, Not(HasSubstr("5551234")));
    EXPECT_THAT(body, HasSubstr("sip:anonymous@anonymous.invalid"));
}

}  // namespace
}  // namespace layby::sip::test
