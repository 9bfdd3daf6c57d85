// A REFER about a call that doesn't run through us: whom we call to have its other party, and whom we don't
// (RFC 5359 section 2.15).
#include "sip_world.hpp"

namespace layby::tests {
namespace {

/// Bob (the asker) and Alice talk; the trunk "outside" is at 127.0.0.1, where both are.
class ForeignCall : public ::testing::Test {
  protected:
    explicit ForeignCall(std::function<void(sip::Options&)> change = {}) : world{std::move(change)} {}

    std::string alice_at(const std::string& host) const {
        return "<sip:alice@" + host +
               ";x=1?Replaces=ab%40pc%3Bto-tag%3Dalices%3Bfrom-tag%3Dbobs&Require=replaces>";
    }
    std::string alice_here() const { return alice_at("127.0.0.1:" + std::to_string(alice.port)); }
    void refer(const std::string& refer_to, const std::string& more = {}) {
        asker.new_invite("700");
        asker.send(asker.request("REFER", "Refer-To: " + refer_to + "\r\n" + more));
    }
    SipMessage notified() {
        const auto notify = asker.expect_request("NOTIFY");
        asker.send(asker.reply(notify, 200));
        return notify;
    }
    void call_whom_it_names() {
        calls::OutboundCall order;
        order.to = calls::OutboundCall::To::referred;
        order.referral = asked.referral;
        order.caller = {"Parked 701", "701", false};
        order.offer = our_media();
        leg = world.new_leg();
        world.order(calls::PlaceCall{leg, order});
    }
    /// As the switchboard does when the slot is granted.
    SipMessage called() {
        asked = world.expect<calls::ParkAsked>();
        world.order(calls::AcceptReferral{asked.referral});
        asker.expect_response(202, "REFER");
        EXPECT_EQ(notified().body, "SIP/2.0 100 Trying\r\n");
        call_whom_it_names();
        const auto invite = alice.expect_request("INVITE");
        alice.learn(invite);
        return invite;
    }

    SipWorld world;
    Peer asker{world}, alice{world};
    calls::ParkAsked asked;
    LegId leg;
};

TEST_F(ForeignCall, OfATrunksPartyIsReplacedAndItsDialogIsNamed) {
    refer(alice_here(), "Referred-By: <sip:bob@example.net>\r\n");
    const auto invite = called();
    EXPECT_EQ(asked.number, "700");
    EXPECT_FALSE(asked.replaced);
    ASSERT_TRUE(asked.foreign);
    EXPECT_EQ(asked.foreign->who, (calls::Origin{calls::Origin::Kind::trunk, "outside", {}}));
    EXPECT_EQ(asked.foreign->near_ip, "127.0.0.1");
    EXPECT_EQ(invite.uri(), "sip:alice@127.0.0.1:" + std::to_string(alice.port) + ";x=1");
    EXPECT_EQ(invite.header("Require"), "replaces");
    EXPECT_EQ(invite.header("Replaces"), "ab@pc;to-tag=alices;from-tag=bobs");
    EXPECT_EQ(invite.header("Referred-By"), "<sip:bob@example.net>");
    EXPECT_NE(invite.header("From").find("Parked 701"), std::string::npos);
    const auto contact = invite.header("Contact");
    EXPECT_NE(contact.find(">;automaton;+sip.byeless;+sip.rendering=\"no\""), std::string::npos);
    alice.send(alice.reply(invite, 200, "", alice.sdp(1, "a=recvonly\r\n")));
    const auto answered = world.expect<calls::CallAnswered>();
    EXPECT_EQ(answered.answer->direction, Direction::recvonly);
    alice.expect_request("ACK");
    world.order(calls::ReportReferral{asked.referral, {200, "OK"}, leg});
    const auto last = notified();
    EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=noresource");
    EXPECT_TRUE(last.body.starts_with("SIP/2.0 200 OK\r\n"));
    EXPECT_NE(last.body.find("Call-ID: " + invite.header("Call-ID")), std::string::npos);
    EXPECT_NE(last.body.find(tag_of(invite.header("From"))), std::string::npos);
    EXPECT_NE(last.body.find("Contact: " + contact), std::string::npos);
    world.order(calls::HangUp{leg});
    const auto bye = alice.expect_request("BYE");
    EXPECT_FALSE(bye.has("Replaces"));
    alice.send(alice.reply(bye, 200));
    world.expect_nothing_left();
}

TEST_F(ForeignCall, ThatItsPartyDoesNotKnowFailsWithItsAnswer) {
    refer(alice_here());
    const auto invite = called();
    EXPECT_NE(invite.header("Referred-By").find("5551234@example.net"), std::string::npos) << "else From";
    alice.send(alice.reply(invite, 481));
    EXPECT_EQ(world.expect<calls::CallFailed>().status, 481);
    world.order(calls::ReportReferral{asked.referral, {481, "Unknown"}, {}});
    EXPECT_EQ(notified().body, "SIP/2.0 481 Unknown\r\n");
    world.expect_nothing_left();
}

TEST_F(ForeignCall, ThatIsNotAskedForAnyMoreCallsNobody) {
    refer(alice_here());
    asked = world.expect<calls::ParkAsked>();
    world.order(calls::RefuseReferral{asked.referral, {486, "lot full"}});
    asker.expect_response(486, "REFER");
    world.settle();
    call_whom_it_names();
    EXPECT_EQ(world.expect<calls::CallFailed>().status, 503);
    EXPECT_TRUE(alice.quiet());
    world.expect_nothing_left();
}

TEST_F(ForeignCall, WithAStrangerIsRefusedAndNobodyIsCalled) {
    for (const auto* stranger : {"192.0.2.9", "premium.example", "127.0.0.9:5060"}) {
        refer(alice_at(stranger));
        EXPECT_NE(asker.expect_response(403, "REFER").header("Reason").find("neither registered"),
                  std::string::npos);
    }
    EXPECT_TRUE(world.quiet());
    world.expect_nothing_left();
}

TEST_F(ForeignCall, ThatLeadsBackToUsIsUnknown) {
    refer(alice_at("127.0.0.1:" + std::to_string(world.port())));
    asker.expect_response(481, "REFER");
    EXPECT_TRUE(world.quiet());
}

TEST_F(ForeignCall, GoesWhereItWasAllowedToWhateverElseTheAddressSays) {
    refer(alice_at("127.0.0.1:" + std::to_string(alice.port) + ";maddr=127.0.0.9"));
    alice.send(alice.reply(called(), 481));
    world.expect<calls::CallFailed>();
    world.order(calls::ReportReferral{asked.referral, {481, ""}, {}});
    notified();
    world.expect_nothing_left();
}

TEST_F(ForeignCall, CannotSmuggleHeadersIn) {
    refer("<sip:alice@127.0.0.1:" + std::to_string(alice.port) +
          "?Replaces=ab%0D%0AX-Evil%3A%20yes%3Bto-tag%3Da%3Bfrom-tag%3Db>");
    const auto invite = called();
    EXPECT_FALSE(invite.has("X-Evil"));
    alice.send(alice.reply(invite, 481));
    world.expect<calls::CallFailed>();
    world.order(calls::ReportReferral{asked.referral, {481, ""}, {}});
    notified();
    world.expect_nothing_left();
}

struct AnyForeignCall : ForeignCall {
    AnyForeignCall() : ForeignCall([](sip::Options& o) { o.foreign_parks = sip::ForeignParks::any; }) {}
};
TEST_F(AnyForeignCall, WithAStrangerIsTakenWhereTheSettingsSayAny) {
    refer(alice_at("192.0.2.9"));
    asked = world.expect<calls::ParkAsked>();
    EXPECT_EQ(asked.foreign->who, (calls::Origin{calls::Origin::Kind::trunk, "", {}}));
    world.order(calls::RefuseReferral{asked.referral, {486, "lot full"}});
    world.expect_nothing_left();
}

struct ForeignCallWithoutNames : ForeignCall {
    /// As a machine without a route finds its name server.
    ForeignCallWithoutNames()
        : ForeignCall([](sip::Options& o) {
              o.foreign_parks = sip::ForeignParks::any;
              o.resolvers = {"127.255.255.255"};
          }) {}
};
TEST_F(ForeignCallWithoutNames, WithANameFailsAndNothingStandsStill) {
    refer(alice_at("pbx.example"));
    asked = world.expect<calls::ParkAsked>();
    world.order(calls::AcceptReferral{asked.referral});
    asker.expect_response(202, "REFER");
    notified();
    call_whom_it_names();
    EXPECT_EQ(world.expect<calls::CallFailed>().status, 503);
    world.order(calls::ReportReferral{asked.referral, {503, ""}, {}});
    notified();
    world.expect_nothing_left();
}

struct NoForeignCall : ForeignCall {
    NoForeignCall() : ForeignCall([](sip::Options& o) { o.foreign_parks = sip::ForeignParks::none; }) {}
};
TEST_F(NoForeignCall, IsTakenWhereTheSettingsSayNo) {
    refer(alice_here());
    asker.expect_response(403, "REFER");
    EXPECT_TRUE(world.quiet());
}

}  // namespace
}  // namespace layby::tests
