// REFER within a call: its target, its NOTIFYs, and its end.
#include "sip_world.hpp"

namespace layby::tests {
namespace {

class Transfer : public ::testing::Test {
  protected:
    Transfer() : leg(establish_inbound(world, peer)) {}
    calls::TransferAsked refer(const std::string& to, const std::string& headers = {}) {
        peer.send(peer.request("REFER", "Refer-To: " + to + "\r\n" + headers));
        return world.expect<calls::TransferAsked>();
    }
    SipMessage notified() {
        const auto notify = peer.expect_request("NOTIFY");
        peer.send(peer.reply(notify, 200));
        return notify;
    }
    void end() {
        world.order(calls::HangUp{leg});
        peer.send(peer.reply(peer.expect_request("BYE"), 200));
        world.expect_nothing_left();
    }

    SipWorld world;
    Peer peer{world};
    LegId leg;
};

TEST_F(Transfer, IsAcceptedReportedAndOver) {
    EXPECT_EQ(refer("<sip:700@127.0.0.1>").number, "700");
    world.order(calls::AcceptTransfer{leg});
    peer.expect_response(202, "REFER");
    const auto first = notified();
    EXPECT_EQ(first.header("Event"), "refer");
    EXPECT_EQ(first.header("Subscription-State"), "active;expires=60");
    EXPECT_EQ(first.header("Content-Type"), "message/sipfrag;version=2.0");
    EXPECT_EQ(first.body, "SIP/2.0 100 Trying\r\n");
    EXPECT_EQ(world.front->counters().subscriptions, 1u);
    world.order(calls::ReportTransfer{leg, 200, "OK"});
    const auto last = notified();
    EXPECT_EQ(last.header("Subscription-State"), "terminated;reason=noresource");
    EXPECT_EQ(last.body, "SIP/2.0 200 OK\r\n");
    EXPECT_EQ(world.front->counters().subscriptions, 0u);
    end();
}

TEST_F(Transfer, RefusedLeavesTheCallUp) {
    refer("<sip:700@127.0.0.1>");
    world.order(calls::RefuseTransfer{leg, {486, "lot full"}});
    EXPECT_NE(peer.expect_response(486, "REFER").header("Reason").find("lot full"), std::string::npos);
    EXPECT_TRUE(peer.quiet());
    EXPECT_EQ(world.front->counters().subscriptions, 0u);
    end();
}

TEST_F(Transfer, FailedLaterIsTheLastNotify) {
    refer("<sip:park@127.0.0.1;orbit=705>");
    world.order(calls::AcceptTransfer{leg});
    peer.expect_response(202, "REFER");
    notified();
    world.order(calls::ReportTransfer{leg, 486, "slot taken"});
    EXPECT_EQ(notified().body, "SIP/2.0 486 slot taken\r\n");
    end();
}

TEST_F(Transfer, CarriesTheOrbit) {
    const auto asked = refer("<sip:park@127.0.0.1;orbit=705>");
    EXPECT_EQ(asked.number, "park");
    EXPECT_EQ(asked.orbit, "705");
    world.order(calls::RefuseTransfer{leg, {403, ""}});
    end();
}

TEST_F(Transfer, WithoutASubscriptionSendsNoNotify) {
    refer("<sip:700@127.0.0.1>", "Refer-Sub: false\r\nSupported: norefersub\r\n");
    world.order(calls::AcceptTransfer{leg});
    EXPECT_EQ(peer.expect_response(202, "REFER").header("Refer-Sub"), "false");
    world.order(calls::ReportTransfer{leg, 200, "OK"});
    EXPECT_TRUE(peer.quiet());
    end();
}

TEST_F(Transfer, ASecondOneSaysWhichOneItIs) {
    refer("<sip:700@127.0.0.1>");
    world.order(calls::AcceptTransfer{leg});
    notified();
    world.order(calls::ReportTransfer{leg, 486, ""});
    notified();
    refer("<sip:701@127.0.0.1>");
    world.order(calls::AcceptTransfer{leg});
    EXPECT_EQ(notified().header("Event"), "refer;id=" + std::to_string(peer.cseq));
    world.order(calls::ReportTransfer{leg, 200, ""});
    notified();
    peer.drop_all();
    end();
}

TEST_F(Transfer, TwoAtOnceAreNotTaken) {
    refer("<sip:700@127.0.0.1>");
    peer.send(peer.request("REFER", "Refer-To: <sip:701@127.0.0.1>\r\n"));
    peer.expect_response(491, "REFER");
    world.order(calls::RefuseTransfer{leg, {403, ""}});
    end();
}

TEST_F(Transfer, ThatMakesNoSenseIsRefused) {
    for (const auto* to :
         {"<http://x>", "<sip:700@127.0.0.1;method=BYE>", "<sip:700@127.0.0.1?Replaces=x>"}) {
        peer.send(peer.request("REFER", std::string("Refer-To: ") + to + "\r\n"));
        peer.expect_response(400, "REFER");
    }
    peer.send(peer.request("REFER"));
    peer.expect_response(400, "REFER");
    peer.send(peer.request("REFER",
                           "Refer-To: <sip:700@127.0.0.1?Replaces=foreign%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n"));
    peer.expect_response(488, "REFER");
    EXPECT_TRUE(world.quiet());
    end();
}

std::string replacing(const Peer& other) {
    std::string id = other.call_id;
    id.replace(id.find('@'), 1, "%40");
    return "<sip:700@127.0.0.1?Replaces=" + id + "%3Bto-tag%3D" + tag_of(other.remote) + "%3Bfrom-tag%3D" +
           tag_of(other.local) + ">";
}

TEST_F(Transfer, NamesTheConsultationEvenFiveSecondsAfterItsEnd) {
    Peer consult(world);
    const auto consultation = establish_inbound(world, consult);
    EXPECT_EQ(refer(replacing(consult)).replaces, consultation);
    world.order(calls::RefuseTransfer{leg, {403, ""}});

    consult.send(consult.request("BYE"));
    world.expect<calls::HungUp>();
    world.pass(4s);
    EXPECT_EQ(refer(replacing(consult)).replaces, consultation);
    world.order(calls::RefuseTransfer{leg, {403, ""}});
    world.pass(2s);
    peer.drop_all();
    peer.send(peer.request("REFER", "Refer-To: " + replacing(consult) + "\r\n"));
    peer.expect_response(488, "REFER");
    end();
}

TEST_F(Transfer, NamesAConsultationThatStillRings) {
    Peer consult(world);
    consult.send(consult.new_invite("700", "", consult.sdp()));
    const auto consultation = world.expect<calls::CallArrived>().leg;
    world.order(calls::Alert{consultation, {}, desk});
    consult.learn(consult.expect_response(180, "INVITE"));
    EXPECT_EQ(refer(replacing(consult)).replaces, consultation);
    world.order(calls::RefuseTransfer{leg, {403, ""}});
    world.order(calls::HangUp{consultation});
    peer.drop_all();
    end();
}

TEST_F(Transfer, ByeThatCrossesItEndsItQuietly) {
    refer("<sip:700@127.0.0.1>");
    peer.send(peer.request("BYE"));
    peer.expect_response(200, "BYE");
    peer.expect_response(487, "REFER");
    world.expect<calls::HungUp>();
    world.order(calls::AcceptTransfer{leg});
    world.order(calls::ReportTransfer{leg, 200, "OK"});
    EXPECT_TRUE(peer.quiet());
    world.expect_nothing_left();
}

TEST_F(Transfer, PhoneThatHangsUpOnTheFirstNotifyIsNotNotifiedAgain) {
    refer("<sip:700@127.0.0.1>");
    world.order(calls::AcceptTransfer{leg});
    peer.expect_response(202, "REFER");
    notified();
    peer.send(peer.request("BYE"));
    peer.expect_response(200, "BYE");
    world.expect<calls::HungUp>();
    world.order(calls::ReportTransfer{leg, 200, "OK"});
    EXPECT_TRUE(peer.quiet());
    world.expect_nothing_left();
}

}  // namespace
}  // namespace layby::tests
