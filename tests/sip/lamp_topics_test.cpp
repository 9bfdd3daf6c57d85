// What else can be watched, and what a press of a lamp asks for: users, lots, lists, parked-for notices,
// Replaces.
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

class LampsOf : public LampsOffice {};

TEST_F(LampsOf, UsersAreWatchedToo) {
    Watcher phone(wire, "202");
    phone.subscribe("201");
    EXPECT_THAT(phone.next().body(), HasSubstr("<state>terminated</state>"));
    wire.pass(1s);
    wire.endpoint().show(
        calls::WatchedUser{"201", calls::WatchedUser::State::ringing, {"Ann Lee", "5551234", false}, {}});
    EXPECT_THAT(phone.next().body(), HasSubstr("<state>early</state>"));
    wire.pass(1s);
    wire.endpoint().show(
        calls::WatchedUser{"201", calls::WatchedUser::State::busy, {"Ann Lee", "5551234", false}, {}});
    EXPECT_THAT(phone.next().body(), HasSubstr("<state>confirmed</state>"));
}

TEST_F(LampsOf, WhoWantsNoCallsAreLitUnderTheNumberThatChangesIt) {
    Watcher phone(wire, "202");
    EXPECT_EQ(phone.subscribe("*76201").answer.status(), 404);  // the office has no such code
    wire.endpoint().show(calls::WatchedLots{{{"main", "700", {701}, {720}}}, "*76"});
    EXPECT_EQ(phone.subscribe("*76201").answer.status(), 200);
    EXPECT_EQ(phone.subscribe("*76299").answer.status(), 404);
    EXPECT_THAT(phone.next().body(), HasSubstr("<state>terminated</state>"));
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedPresence{"201", true});
    const auto lit = phone.next();
    EXPECT_THAT(lit.body(), HasSubstr("entity=\"sip:*76201@layby\""));
    EXPECT_THAT(lit.body(), HasSubstr("<state>confirmed</state>"));
    EXPECT_THAT(lit.body(), HasSubstr("<target uri=\"sip:*76201@layby\"/>"));
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedPresence{"202", true});
    wire.endpoint().show(calls::WatchedPresence{"201", false});
    EXPECT_THAT(phone.next().body(), HasSubstr("<state>terminated</state>"));
}

TEST_F(LampsOf, HoursAreLitUnderTheirCodeWhileTheyAreClosed) {
    Watcher phone(wire, "202");
    EXPECT_EQ(phone.subscribe("*28").answer.status(), 404);
    const std::vector<calls::WatchedLot> lots{{"main", "700", {701}, {720}}};
    wire.endpoint().show(calls::WatchedLots{lots, "*76", {{"*28", "office"}}});
    EXPECT_EQ(phone.subscribe("*28").answer.status(), 200);
    EXPECT_THAT(phone.next().body(), HasSubstr("<state>terminated</state>"));
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedHours{"*28", true});
    const auto lit = phone.next();
    EXPECT_THAT(lit.body(), HasSubstr("entity=\"sip:*28@layby\""));
    EXPECT_THAT(lit.body(), HasSubstr("<state>confirmed</state>"));
    EXPECT_THAT(lit.body(), HasSubstr("<target uri=\"sip:*28@layby\"/>"));
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedHours{"*28", false});
    EXPECT_THAT(phone.next().body(), HasSubstr("<state>terminated</state>"));
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedLots{lots, "*76"});  // a reload took it away
    EXPECT_THAT(phone.next().header("Subscription-State"), HasSubstr("noresource"));
}

TEST_F(LampsOf, AWholeLotIsToldInPartsToThoseWhoKnowHow) {
    wire.endpoint().show(calls::WatchedSlot{parked(701, 1)});
    Watcher phone(wire, "202");
    phone.subscribe("700");
    const auto first = phone.next();
    EXPECT_THAT(first.body(), HasSubstr("state=\"full\" entity=\"sip:700@layby\""));
    EXPECT_THAT(first.body(), HasSubstr("id=\"slot-701\""));
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedSlot{parked(702, 2)});
    const auto second = phone.next();
    EXPECT_THAT(second.body(), HasSubstr("state=\"partial\""));
    EXPECT_THAT(second.body(), HasSubstr("id=\"slot-702\""));
    EXPECT_THAT(second.body(), Not(HasSubstr("id=\"slot-701\"")));
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedSlot{free_slot(701)});
    EXPECT_THAT(phone.next().body(), HasSubstr("<dialog id=\"slot-701\">\r\n<state>terminated</state>"));
}

TEST_F(LampsOf, AWholeLotIsToldInFullToDeskPhones) {
    wire.endpoint().show(calls::WatchedSlot{parked(701, 1)});
    Watcher phone(wire, "202", "Yealink SIP-T46U 108.86.0.20");
    phone.subscribe("main");
    phone.next();
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedSlot{parked(702, 2)});
    const auto second = phone.next().body();
    EXPECT_THAT(second, HasSubstr("state=\"full\""));
    EXPECT_THAT(second, HasSubstr("id=\"slot-701\""));
    EXPECT_THAT(second, HasSubstr("id=\"slot-702\""));
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedSlot{free_slot(701)});
    wire.endpoint().show(calls::WatchedSlot{free_slot(702)});
    EXPECT_THAT(phone.next().body(), HasSubstr("<state>terminated</state>"));
}

TEST_F(LampsOf, AListTellsOfEachSlotInOneSubscription) {
    wire.endpoint().show(calls::WatchedSlot{parked(703, 3)});
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
    wire.endpoint().show(calls::WatchedSlot{parked(704, 4)});
    const auto second = phone.next().body();
    EXPECT_THAT(second, HasSubstr("version=\"1\" fullState=\"false\""));
    EXPECT_THAT(second, HasSubstr("entity=\"sip:704@layby\""));
    EXPECT_THAT(second, Not(HasSubstr("entity=\"sip:703@layby\"")));
}

TEST_F(LampsOf, AListThatIsTooLongIsRefusedAndItsLotIsNot) {
    Watcher phone(wire, "202");
    EXPECT_EQ(phone.subscribe("800", "Supported: eventlist\r\n").answer.status(), 403);
    EXPECT_EQ(phone.subscribe("800").answer.status(), 200);
}

TEST_F(LampsOf, ALongListComesInPieces) {
    wire.endpoint().show(calls::WatchedLots{{{"main", "700", {701}, {780}}}});
    Watcher phone(wire, "202");
    phone.subscribe("700", "Supported: eventlist\r\n");
    wire.pass(2s);
    const auto pieces = phone.notifies();
    ASSERT_THAT(pieces, SizeIs(4));
    EXPECT_THAT(pieces.front().body(), HasSubstr("<resource uri=\"sip:780@layby\">"));
    EXPECT_THAT(pieces.back().body(), HasSubstr("entity=\"sip:780@layby\""));
    for (const auto& piece : pieces) EXPECT_LT(piece.raw.size(), 30000u);
}

TEST_F(LampsOf, BroadSoftPhonesHearOfCallsParkedForThem) {
    Watcher phone(wire, "201");
    const std::string accept = "Accept: application/x-broadworks-callpark-info+xml\r\n";
    EXPECT_EQ(phone.subscribe("201", accept, "600", "call-info").answer.status(), 200);
    const auto idle = phone.next();
    EXPECT_EQ(idle.header("Content-Type"), "application/x-broadworks-callpark-info+xml");
    EXPECT_THAT(idle.body(), HasSubstr("<callpark/>"));
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
    EXPECT_THAT(phone.next().body(),
                HasSubstr("<callpark><parked><identity display=\"Ann Lee\">sip:5551234@layby</identity>"));
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedSlot{free_slot(701)});
    EXPECT_THAT(phone.next().body(), HasSubstr("<callpark/>"));
    EXPECT_EQ(phone.subscribe("202", accept, "600", "call-info").answer.status(), 403);
    EXPECT_EQ(phone.subscribe("201", "Accept: application/other\r\n", "600", "call-info").answer.status(),
              406);
}

TEST_F(LampsOf, TheMessageLampCountsCallsParkedForTheUser) {
    Watcher phone(wire, "201");
    phone.subscribe("201", {}, "600", "message-summary");
    EXPECT_THAT(phone.next().body(), HasSubstr("Messages-Waiting: no\r\n"));
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedSlot{parked(701, 1)});
    wire.endpoint().show(calls::WatchedSlot{parked(702, 2)});
    const auto told = phone.next();
    EXPECT_EQ(told.header("Content-Type"), "application/simple-message-summary");
    EXPECT_THAT(told.body(), HasSubstr("Messages-Waiting: yes\r\n"));
    EXPECT_THAT(told.body(), HasSubstr("Voice-Message: 2/0\r\n"));
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedBox{"202", 5, 5});
    wire.endpoint().show(calls::WatchedBox{"201", 1, 3});
    EXPECT_THAT(phone.next().body(), HasSubstr("Voice-Message: 3/3\r\n"))
        << "messages beside calls that wait";
    wire.pass(1s);
    wire.endpoint().show(calls::WatchedBox{"201", 0, 0});
    EXPECT_THAT(phone.next().body(), HasSubstr("Voice-Message: 2/0\r\n"));
}

TEST_F(LampsOf, TheSettingsOverruleTheUserAgent) {
    Options options;
    options.accounts = {{"201", "secret of 201", "obi"}, {"202", "secret of 202"}};
    options.lamp_profile = "poly";
    wire.reload(options);
    wire.endpoint().show(calls::WatchedSlot{parked(701)});
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

class Press : public LampsOffice {
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
    wire.endpoint().show(calls::WatchedSlot{parked(701, 17)});
    Watcher phone(wire, "202");
    phone.subscribe("701");
    invite(replaces_of(phone.next().body()));
    const auto arrived = wire.told<calls::CallArrived>();
    ASSERT_THAT(arrived, SizeIs(1));
    EXPECT_EQ(arrived[0].number, "701");
    EXPECT_EQ(arrived[0].expected, ParkId{17});
    EXPECT_FALSE(arrived[0].replaces);
}

/// 201 registers and rings for this leg; whether its phone answers is the script's.
class PressOfARingingUser : public Press {
  protected:
    PressOfARingingUser() {
        auto& callee = wire.add<Peer>();
        const auto hello =
            callee.request("REGISTER", "sip:layby", "201",
                           "Contact: <sip:201@127.0.0.1:" + std::to_string(callee.address().port) + ">\r\n");
        EXPECT_EQ(wire.ask(callee, proving(hello, wire.ask(callee, hello), "201", "secret of 201")).status(),
                  200);
        callee.script = [this](const Text& request) {
            if (request.method() != "INVITE") return std::string{};
            return response(request, answers ? 200 : 180, "Contact: <sip:201@127.0.0.1>\r\n");
        };
    }
    LegId ring() {
        calls::OutboundCall order;
        order.to = calls::OutboundCall::To::device;
        order.user = "201";
        order.device = wire.devices_of("201").at(0).id;
        order.offer.rtp = {"127.0.0.1", 40000};
        order.offer.codecs = {{Codec::pcmu, 0}};
        const auto leg = wire.new_leg();
        wire.endpoint().carry_out(calls::PlaceCall{leg, order});
        wire.endpoint().show(calls::WatchedUser{
            "201", calls::WatchedUser::State::ringing, {"Ann Lee", "5551234", false}, leg});
        return leg;
    }
    bool answers{};
};

TEST_F(PressOfARingingUser, AsksForTheCallThatRings) {
    const auto leg = ring();
    Watcher phone(wire, "202");
    phone.subscribe("201");
    const auto body = phone.next().body();
    EXPECT_THAT(body, HasSubstr("<state>early</state>"));
    EXPECT_THAT(body, HasSubstr("direction=\"recipient\""));
    EXPECT_THAT(body, HasSubstr("sip:5551234@layby</identity><target uri=\"sip:201@layby\"/></remote>"));
    invite(replaces_of(body));
    const auto arrived = wire.told<calls::CallArrived>();
    ASSERT_THAT(arrived, SizeIs(1));
    EXPECT_EQ(arrived[0].replaces, leg);
    EXPECT_FALSE(arrived[0].expected);
}

TEST_F(PressOfARingingUser, NeverTakesACallThatHasBeenAnsweredMeanwhile) {
    answers = true;
    ring();
    Watcher phone(wire, "202");
    phone.subscribe("201");
    const auto shown = replaces_of(phone.next().body());
    EXPECT_EQ(invite(shown).status(), 486);
    EXPECT_THAT(wire.told<calls::CallArrived>(), IsEmpty());
}

TEST_F(PressOfARingingUser, IsRefusedWhenTheCallIsOver) {
    const auto leg = ring();
    Watcher phone(wire, "202");
    phone.subscribe("201");
    const auto shown = replaces_of(phone.next().body());
    wire.endpoint().carry_out(calls::HangUp{leg, calls::CancelReason::none});
    wire.pass(40s);
    EXPECT_EQ(invite(shown).status(), 481);
}

TEST_F(Press, WithANameThatWasNeverToldIsRefused) {
    EXPECT_EQ(invite("park-17-701-guess@layby;to-tag=slot-guess;from-tag=caller-guess").status(), 481);
    EXPECT_EQ(invite("ring-1-guess@layby;to-tag=called-guess;from-tag=caller-guess").status(), 481);
    EXPECT_THAT(wire.told<calls::CallArrived>(), IsEmpty());
}

}  // namespace
}  // namespace layby::sip::test
