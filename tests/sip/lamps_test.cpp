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
using testing::StartsWith;

std::string version_of(const Text& notify) {
    const auto body = notify.body();
    const auto at = body.find(" version=\"", body.find("<dialog-info"));
    return at == std::string::npos ? "" : body.substr(at + 10, body.find('"', at + 10) - at - 10);
}

class Lamps : public testing::Test {
  protected:
    Lamps() {
        Options options;
        options.accounts = {{"201", "secret of 201"}, {"202", "secret of 202"}, {"203", "secret of 203"}};
        wire.open(options);
        watchers().lots_are({{"main", "700", {701}, {720}}, {"huge", "800", {10000}, {19999}}});
    }
    calls::Watchers& watchers() { return wire.endpoint().watchers(); }
    std::size_t subscriptions() { return wire.endpoint().counters().subscriptions; }
    Wire wire;
};

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

    watchers().slot_is(parked(701));
    const auto lit = phone.next();
    EXPECT_THAT(lit.body(), HasSubstr("version=\"1\""));
    EXPECT_THAT(lit.body(), HasSubstr("<state>confirmed</state>"));
    EXPECT_THAT(lit.body(), HasSubstr("<identity display=\"Ann Lee\">sip:5551234@layby</identity>"));
    EXPECT_THAT(lit.body(), HasSubstr("direction=\"recipient\""));

    wire.pass(200ms);
    watchers().slot_is(free_slot(701));
    EXPECT_THAT(phone.next().body(), HasSubstr("<state>terminated</state>"));
    EXPECT_EQ(subscriptions(), 1u);
}

TEST_F(Lamps, AChangeIsOutAtOnceWhenNothingElseWasSaidLately) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    phone.next();
    wire.pass(1s);
    watchers().slot_is(parked(701));
    wire.pass(20ms, 10ms);
    EXPECT_THAT(phone.notifies(), SizeIs(1));
}

TEST_F(Lamps, ABurstOfChangesBecomesOneNotify) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    phone.next();
    wire.pass(1s);
    for (std::uint64_t call = 1; call <= 30; ++call) {
        watchers().slot_is(parked(701, call));
        wire.pass(2ms, 1ms);
        watchers().slot_is(free_slot(701));
    }
    watchers().slot_is(parked(701, 99));
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
    watchers().slot_is(parked(701));
    wire.pass(1s);
    EXPECT_THAT(one.notifies(), SizeIs(1));
    EXPECT_THAT(other.notifies(), IsEmpty());
}

TEST_F(Lamps, WhatALampDoesNotShowIsNotTold) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    watchers().slot_is(parked(701));
    wire.pass(1s);
    phone.notifies();
    auto taken = parked(701);
    taken.state = calls::WatchedSlot::State::retrieving;
    watchers().slot_is(taken);
    watchers().slot_is(parked(701));
    wire.pass(1s);
    EXPECT_THAT(phone.notifies(), IsEmpty());
}

TEST_F(Lamps, ARecallFlashes) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    auto ringing = parked(701);
    ringing.state = calls::WatchedSlot::State::ringing;
    watchers().slot_is(ringing);
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
    EXPECT_EQ(wire.endpoint().counters().server_transactions, 0u);
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
    watchers().slot_is(parked(701));
    Watcher phone(wire, "202");
    const auto fetched = phone.subscribe("701", {}, "0");
    EXPECT_EQ(fetched.answer.status(), 200);
    EXPECT_EQ(fetched.answer.header("Expires"), "0");
    const auto told = phone.next();
    EXPECT_EQ(told.header("Subscription-State"), "terminated;reason=timeout");
    EXPECT_THAT(told.body(), HasSubstr("<state>confirmed</state>"));
    wire.pass(200ms);
    EXPECT_EQ(subscriptions(), 0u);
    watchers().slot_is(free_slot(701));
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
    EXPECT_EQ(version_of(again), "1");
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
    const auto left = wire.endpoint().counters();
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
    watchers().slot_is(parked(701));
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
    watchers().slot_is(parked(701));
    phone.next();
    phone.answers = true;
    wire.pass(2s);
    const auto again = phone.notifies();
    ASSERT_THAT(again, Not(IsEmpty()));
    EXPECT_EQ(version_of(again.back()), "1");
    EXPECT_EQ(subscriptions(), 1u);
}

TEST_F(Lamps, AfterASilenceEverythingIsToldAgainAndTheLampIsRight) {
    Watcher phone(wire, "202");
    phone.subscribe("701");
    phone.next();
    wire.pass(1s);
    phone.answers = false;
    watchers().slot_is(parked(701));
    wire.pass(20s, 100ms);
    watchers().slot_is(free_slot(701));
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
    watchers().slot_is(parked(701));
    wire.pass(70s, 100ms);
    EXPECT_EQ(subscriptions(), 0u);
    wire.pass(40s, 100ms);
    EXPECT_EQ(wire.endpoint().counters().client_transactions, 0u);
    EXPECT_EQ(wire.endpoint().counters().timers, 0u);
}

TEST_F(Lamps, AWatcherBehindANameThatNobodyKnowsWatchesNoMore) {
    Watcher phone(wire, "202");
    EXPECT_EQ(phone.subscribe("701", "Record-Route: <sip:nowhere.example;lr>\r\n").answer.status(), 200);
    wire.pass(100s, 100ms);
    EXPECT_EQ(subscriptions(), 0u);
    wire.pass(40s, 100ms);
    EXPECT_EQ(wire.endpoint().counters().client_transactions, 0u);
    EXPECT_EQ(wire.endpoint().counters().timers, 0u);
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
    watchers().slot_is(parked(701));
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
    watchers().lots_are({{"main", "700", {701}, {710}}});
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
    wire.endpoint().reload(options);
    EXPECT_EQ(phone.next().header("Subscription-State"), "terminated;reason=rejected");
}

TEST_F(Lamps, AnAnonymousCallerStaysAnonymous) {
    watchers().slot_is(parked(701, 17, {"Ann Lee", "5551234", true}));
    Watcher phone(wire, "202");
    phone.subscribe("701");
    const auto body = phone.next().body();
    EXPECT_THAT(body, Not(HasSubstr("Ann")));
    EXPECT_THAT(body, Not(HasSubstr("5551234")));
    EXPECT_THAT(body, HasSubstr("sip:anonymous@anonymous.invalid"));
}

TEST_F(Lamps, UsersAreWatchedToo) {
    Watcher phone(wire, "202");
    phone.subscribe("201");
    EXPECT_THAT(phone.next().body(), HasSubstr("<state>terminated</state>"));
    wire.pass(1s);
    watchers().user_is({"201", calls::WatchedUser::State::ringing, {"Ann Lee", "5551234", false}});
    EXPECT_THAT(phone.next().body(), HasSubstr("<state>early</state>"));
    wire.pass(1s);
    watchers().user_is({"201", calls::WatchedUser::State::busy, {"Ann Lee", "5551234", false}});
    EXPECT_THAT(phone.next().body(), HasSubstr("<state>confirmed</state>"));
}

TEST_F(Lamps, AWholeLotIsToldInPartsToThoseWhoKnowHow) {
    watchers().slot_is(parked(701, 1));
    Watcher phone(wire, "202");
    phone.subscribe("700");
    const auto first = phone.next();
    EXPECT_THAT(first.body(), HasSubstr("state=\"full\" entity=\"sip:700@layby\""));
    EXPECT_THAT(first.body(), HasSubstr("id=\"slot-701\""));
    wire.pass(1s);
    watchers().slot_is(parked(702, 2));
    const auto second = phone.next();
    EXPECT_THAT(second.body(), HasSubstr("state=\"partial\""));
    EXPECT_THAT(second.body(), HasSubstr("id=\"slot-702\""));
    EXPECT_THAT(second.body(), Not(HasSubstr("id=\"slot-701\"")));
    wire.pass(1s);
    watchers().slot_is(free_slot(701));
    EXPECT_THAT(phone.next().body(), HasSubstr("<dialog id=\"slot-701\">\r\n<state>terminated</state>"));
}

TEST_F(Lamps, AWholeLotIsToldInFullToDeskPhones) {
    watchers().slot_is(parked(701, 1));
    Watcher phone(wire, "202", "Yealink SIP-T46U 108.86.0.20");
    phone.subscribe("main");
    phone.next();
    wire.pass(1s);
    watchers().slot_is(parked(702, 2));
    const auto second = phone.next().body();
    EXPECT_THAT(second, HasSubstr("state=\"full\""));
    EXPECT_THAT(second, HasSubstr("id=\"slot-701\""));
    EXPECT_THAT(second, HasSubstr("id=\"slot-702\""));
    wire.pass(1s);
    watchers().slot_is(free_slot(701));
    watchers().slot_is(free_slot(702));
    EXPECT_THAT(phone.next().body(), HasSubstr("<state>terminated</state>"));
}

TEST_F(Lamps, AListTellsOfEachSlotInOneSubscription) {
    watchers().slot_is(parked(703, 3));
    Watcher phone(wire, "202", "Yealink SIP-T46U 108.86.0.20");
    const auto subscribed = phone.subscribe("700", "Supported: eventlist\r\n");
    EXPECT_EQ(subscribed.answer.header("Require"), "eventlist");
    const auto first = phone.next();
    EXPECT_EQ(first.header("Require"), "eventlist");
    EXPECT_THAT(first.header("Content-Type"), StartsWith("multipart/related"));
    EXPECT_THAT(first.body(), HasSubstr("uri=\"sip:700@layby\" version=\"0\" fullState=\"true\""));
    for (int slot = 701; slot <= 720; ++slot)
        EXPECT_THAT(first.body(), HasSubstr("entity=\"sip:" + std::to_string(slot) + "@layby\""));
    EXPECT_THAT(first.body(), HasSubstr("park-3-703-"));
    wire.pass(1s);
    watchers().slot_is(parked(704, 4));
    const auto second = phone.next().body();
    EXPECT_THAT(second, HasSubstr("version=\"1\" fullState=\"false\""));
    EXPECT_THAT(second, HasSubstr("entity=\"sip:704@layby\""));
    EXPECT_THAT(second, Not(HasSubstr("entity=\"sip:703@layby\"")));
}

TEST_F(Lamps, AListThatIsTooLongIsRefusedAndItsLotIsNot) {
    Watcher phone(wire, "202");
    EXPECT_EQ(phone.subscribe("800", "Supported: eventlist\r\n").answer.status(), 403);
    EXPECT_EQ(phone.subscribe("800").answer.status(), 200);
}

TEST_F(Lamps, ALongListComesInPieces) {
    watchers().lots_are({{"main", "700", {701}, {780}}});
    Watcher phone(wire, "202");
    phone.subscribe("700", "Supported: eventlist\r\n");
    wire.pass(2s);
    const auto pieces = phone.notifies();
    ASSERT_THAT(pieces, SizeIs(4));
    EXPECT_THAT(pieces.front().body(), HasSubstr("<resource uri=\"sip:780@layby\">"));
    EXPECT_THAT(pieces.back().body(), HasSubstr("entity=\"sip:780@layby\""));
    for (const auto& piece : pieces) EXPECT_LT(piece.raw.size(), 30000u);
}

TEST_F(Lamps, BroadSoftPhonesHearOfCallsParkedForThem) {
    Watcher phone(wire, "201");
    const std::string accept = "Accept: application/x-broadworks-callpark-info+xml\r\n";
    EXPECT_EQ(phone.subscribe("201", accept, "600", "call-info").answer.status(), 200);
    const auto idle = phone.next();
    EXPECT_EQ(idle.header("Content-Type"), "application/x-broadworks-callpark-info+xml");
    EXPECT_THAT(idle.body(), HasSubstr("<callpark/>"));
    wire.pass(1s);
    watchers().slot_is(parked(701));
    EXPECT_THAT(phone.next().body(),
                HasSubstr("<callpark><parked><identity display=\"Ann Lee\">sip:5551234@layby</identity>"));
    wire.pass(1s);
    watchers().slot_is(free_slot(701));
    EXPECT_THAT(phone.next().body(), HasSubstr("<callpark/>"));
    EXPECT_EQ(phone.subscribe("202", accept, "600", "call-info").answer.status(), 403);
    EXPECT_EQ(phone.subscribe("201", "Accept: application/other\r\n", "600", "call-info").answer.status(),
              406);
}

TEST_F(Lamps, TheMessageLampCountsCallsParkedForTheUser) {
    Watcher phone(wire, "201");
    phone.subscribe("201", {}, "600", "message-summary");
    EXPECT_THAT(phone.next().body(), HasSubstr("Messages-Waiting: no\r\n"));
    wire.pass(1s);
    watchers().slot_is(parked(701, 1));
    watchers().slot_is(parked(702, 2));
    const auto told = phone.next();
    EXPECT_EQ(told.header("Content-Type"), "application/simple-message-summary");
    EXPECT_THAT(told.body(), HasSubstr("Messages-Waiting: yes\r\n"));
    EXPECT_THAT(told.body(), HasSubstr("Voice-Message: 2/0\r\n"));
}

TEST_F(Lamps, TheSettingsOverruleTheUserAgent) {
    Options options;
    options.accounts = {{"201", "secret of 201", "obi"}, {"202", "secret of 202"}};
    options.lamp_profile = "poly";
    wire.endpoint().reload(options);
    watchers().slot_is(parked(701));
    Watcher own(wire, "201", "snom715/8.9"), all(wire, "202", "snom715/8.9");
    own.subscribe("701"), all.subscribe("701");
    EXPECT_THAT(own.next().body(), HasSubstr("<state>early</state>"));
    const auto poly = all.next().body();
    EXPECT_THAT(poly, HasSubstr("<state>confirmed</state>"));
    EXPECT_THAT(poly, Not(HasSubstr("sip.rendering")));
}

/// The Replaces value that a phone makes of what it was told.
std::string replaces_of(const std::string& body) {
    const auto value = [&](const std::string& name) {
        const auto at = body.find(' ' + name + "=\"") + name.size() + 3;
        return body.substr(at, body.find('"', at) - at);
    };
    return value("call-id") + ";to-tag=" + value("local-tag") + ";from-tag=" + value("remote-tag");
}

class Press : public Lamps {
  protected:
    Text invite(const std::string& replaces) {
        auto& phone = wire.add<Peer>();
        const auto call =
            phone.request("INVITE", "sip:layby", "202",
                          "Contact: <sip:202@127.0.0.1:" + std::to_string(phone.address().port) +
                              ">\r\nRequire: replaces\r\nReplaces: " + replaces + "\r\n");
        const auto challenge = wire.ask(phone, call);
        const auto proof = proving(call, challenge, "202", "secret of 202");
        wire.send(phone, proof);
        wire.until([&] { return phone.last().status() != 407 || !wire.facts.empty(); });
        for (int i = 0; i < 5; ++i) wire.step();
        return phone.last();
    }
};

TEST_F(Press, OfALampAsksForExactlyTheCallThatWasShown) {
    watchers().slot_is(parked(701, 17));
    Watcher phone(wire, "202");
    phone.subscribe("701");
    invite(replaces_of(phone.next().body()));
    const auto arrived = wire.told<calls::CallArrived>();
    ASSERT_THAT(arrived, SizeIs(1));
    EXPECT_EQ(arrived[0].number, "701");
    EXPECT_EQ(arrived[0].expected, calls::ParkId{17});
    EXPECT_FALSE(arrived[0].replaces);
}

TEST_F(Press, WithANameThatWasNeverToldIsRefused) {
    EXPECT_EQ(invite("park-17-701-guess@layby;to-tag=slot-guess;from-tag=caller-guess").status(), 481);
    EXPECT_THAT(wire.told<calls::CallArrived>(), IsEmpty());
}

}  // namespace
}  // namespace layby::sip::test
