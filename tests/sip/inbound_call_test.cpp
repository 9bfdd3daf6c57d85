// A call that comes in, up to its end, as its peer sees it.
#include "sip_world.hpp"

namespace layby::tests {
namespace {

TEST(InboundCall, IsToldRungAnsweredAndEndedByThePeer) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", "", peer.sdp()));
    peer.expect_response(100, "INVITE");
    const auto arrived = world.expect<calls::CallArrived>();
    EXPECT_EQ(arrived.number, "701");
    EXPECT_EQ(arrived.from.kind, calls::Origin::Kind::trunk);
    EXPECT_EQ(arrived.from.name, "outside");
    EXPECT_EQ(arrived.caller.name, "Ann Lee");
    EXPECT_EQ(arrived.caller.number, "5551234");
    EXPECT_EQ(arrived.near_ip, "127.0.0.1");
    ASSERT_TRUE(arrived.offer);
    EXPECT_EQ(arrived.offer->rtp, (Address{"127.0.0.1", 40000}));
    EXPECT_EQ(arrived.offer->digits_8k, 101);

    world.order(calls::Alert{arrived.leg, {}, desk});
    const auto ringing = peer.expect_response(180, "INVITE");
    EXPECT_NE(ringing.header("P-Asserted-Identity").find("701"), std::string::npos);
    EXPECT_NE(ringing.header("Remote-Party-ID").find("701"), std::string::npos);

    world.order(calls::Answer{arrived.leg, our_media(), desk});
    const auto answer = peer.expect_response(200, "INVITE");
    EXPECT_EQ(tag_of(answer.header("To")), tag_of(ringing.header("To")));
    EXPECT_NE(answer.body.find("m=audio 30000 RTP/AVP 8 0 101"), std::string::npos);
    EXPECT_TRUE(answer.has("Session-Expires"));
    peer.learn(answer);
    peer.send(peer.ack());
    EXPECT_FALSE(world.expect<calls::CallConfirmed>().answer);

    peer.send(peer.request("BYE"));
    peer.expect_response(200, "BYE");
    EXPECT_EQ(world.expect<calls::HungUp>().cause, calls::HangupCause::normal);
    world.expect_nothing_left();
}

TEST(InboundCall, EndedByUsSendsBye) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer);
    world.order(calls::HangUp{leg});
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.expect_nothing_left();
}

TEST(InboundCall, IsRefusedWithAReason) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", "", peer.sdp()));
    world.order(calls::Refuse{world.expect<calls::CallArrived>().leg, {486, "lot full"}});
    const auto refused = peer.expect_response(486, "INVITE");
    EXPECT_EQ(refused.header("Reason"), "SIP;cause=486;text=\"lot full\"");
    EXPECT_NE(refused.header("Warning").find("\"lot full\""), std::string::npos);
    peer.learn(refused);
    peer.send(peer.ack());
    world.expect_nothing_left();
}

TEST(InboundCall, CancelledByThePeerEndsWith487) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", "", peer.sdp()));
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Alert{leg, {}, desk});
    peer.send(peer.request("CANCEL"));
    peer.expect_response(200, "CANCEL");
    peer.learn(peer.expect_response(487, "INVITE"));
    peer.send(peer.ack());
    EXPECT_EQ(world.expect<calls::CallCancelled>().leg, leg);
    world.expect_nothing_left();
}

TEST(InboundCall, AnAnswerOrderedWhileItsCancelIsToldIsIgnored) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", "", peer.sdp()));
    const auto leg = world.expect<calls::CallArrived>().leg;
    peer.send(peer.request("CANCEL"));
    world.order(calls::Answer{leg, our_media(), desk});
    peer.learn(peer.expect_response(487, "INVITE"));
    EXPECT_EQ(peer.count("SIP/2.0 200 OK"), 1u) << "only the CANCEL's";
    peer.send(peer.ack());
    world.expect<calls::CallCancelled>();
    world.expect_nothing_left();
}

TEST(InboundCall, CancelThatCrossesTheAnswerLeavesTheCallUp) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", "", peer.sdp()));
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Answer{leg, our_media(), desk});
    peer.send(peer.request("CANCEL"));
    peer.expect_response(481, "CANCEL");
    peer.learn(peer.expect_response(200, "INVITE"));
    peer.send(peer.ack());
    EXPECT_EQ(world.expect<calls::CallConfirmed>().leg, leg);
    peer.send(peer.request("BYE"));
    world.expect<calls::HungUp>();
    world.expect_nothing_left();
}

TEST(InboundCall, RepeatsItsAnswerAndGivesUpWithByeWithoutAnAck) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", "", peer.sdp()));
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Answer{leg, our_media(), desk});
    peer.learn(peer.expect_response(200, "INVITE"));
    const auto lost = world.expect<calls::HungUp>(40s);
    EXPECT_EQ(lost.cause, calls::HangupCause::unreachable);
    EXPECT_GE(peer.count("SIP/2.0 200 OK"), 9u) << "0.5, 1.5, 3.5, then every 4 s";
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.expect_nothing_left();
}

TEST(InboundCall, RetransmittedInviteIsOneCall) {
    SipWorld world;
    Peer peer(world);
    const auto invite = peer.new_invite("701", "", peer.sdp());
    peer.send(invite);
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Alert{leg, {}, desk});
    peer.drop_all();
    peer.send(invite);
    peer.expect_response(180, "INVITE");
    EXPECT_TRUE(world.quiet());
    EXPECT_EQ(world.front->counters().dialogs, 1u);
    world.order(calls::HangUp{leg});
    peer.learn(peer.expect_response(487, "INVITE"));
    peer.send(peer.ack());
    world.expect_nothing_left();
}

TEST(InboundCall, TheSameRequestByAnotherWayIsMerged) {
    SipWorld world;
    Peer peer(world);
    auto invite = peer.new_invite("701", "", peer.sdp());
    peer.send(invite);
    const auto leg = world.expect<calls::CallArrived>().leg;
    invite.replace(invite.find(peer.last_branch), peer.last_branch.size(), peer.last_branch + "x");
    peer.send(invite);
    peer.expect_response(482, "INVITE");
    EXPECT_TRUE(world.quiet());
    world.order(calls::HangUp{leg});
    world.expect_nothing_left();
}

TEST(InboundCall, HungUpBeforeItsAckGetsByeAfterTheAck) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", "", peer.sdp()));
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Answer{leg, our_media(), desk});
    world.order(calls::HangUp{leg});
    peer.learn(peer.expect_response(200, "INVITE"));
    EXPECT_EQ(peer.count("BYE"), 0u);
    peer.send(peer.ack());
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    EXPECT_TRUE(world.quiet());
    world.expect_nothing_left();
}

TEST(InboundCall, ByeFromBothSidesAtOnceIsAnsweredOnBoth) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer);
    world.order(calls::HangUp{leg});
    const auto ours = peer.expect_request("BYE");
    peer.send(peer.request("BYE"));
    peer.expect_response(200, "BYE");
    peer.send(peer.reply(ours, 200));
    EXPECT_TRUE(world.quiet());
    world.expect_nothing_left();
}

TEST(InboundCall, ByeBeforeTheAnswerEndsItLikeCancel) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", "", peer.sdp()));
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Alert{leg, {}, desk});
    peer.learn(peer.expect_response(180, "INVITE"));
    peer.send(peer.request("BYE"));
    peer.expect_response(200, "BYE");
    peer.expect_response(487, "INVITE");
    peer.send(peer.ack());
    world.expect<calls::CallCancelled>();
    world.expect_nothing_left();
}

TEST(InboundCall, WithoutAnOfferGetsOursAndItsAckAnswers) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701"));
    const auto arrived = world.expect<calls::CallArrived>();
    EXPECT_FALSE(arrived.offer);
    world.order(calls::Answer{arrived.leg, our_media(), desk});
    const auto answer = peer.expect_response(200, "INVITE");
    EXPECT_NE(answer.body.find("m=audio 30000"), std::string::npos);
    peer.learn(answer);
    peer.send(peer.ack(peer.sdp()));
    const auto confirmed = world.expect<calls::CallConfirmed>();
    ASSERT_TRUE(confirmed.answer);
    EXPECT_EQ(confirmed.answer->rtp.port, 40000);
    peer.send(peer.request("BYE"));
    world.expect<calls::HungUp>();
    world.expect_nothing_left();
}

TEST(InboundCall, RingsReliablyWhenThePeerRequiresIt) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", "Require: 100rel\r\n", peer.sdp()));
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Alert{leg, our_media(), desk});
    const auto early = peer.expect_response(183, "INVITE");
    EXPECT_NE(early.header("Require").find("100rel"), std::string::npos);
    peer.learn(early);
    world.pass(600ms);
    EXPECT_EQ(peer.count("SIP/2.0 183"), 1u) << "repeated until it is acknowledged";
    peer.drop_all();
    peer.send(peer.request(
        "PRACK", "RAck: " + early.header("RSeq") + " " + std::to_string(peer.last_invite) + " INVITE\r\n"));
    peer.expect_response(200, "PRACK");
    EXPECT_EQ(world.expect<calls::PeerHeard>().leg, leg) << "what we sent has reached it";
    world.pass(2s);
    EXPECT_TRUE(peer.quiet());
    world.order(calls::Answer{leg, our_media(), desk});
    peer.expect_response(200, "INVITE");
    peer.send(peer.ack());
    world.expect<calls::CallConfirmed>();
    peer.send(peer.request("BYE"));
    world.expect<calls::HungUp>();
    world.expect_nothing_left();
}

/// The call is answered while its reliable ringing still waits for the PRACK: our 200 comes after it.
void answer_before_the_prack(const std::string& extension, const std::optional<MediaDescription>& early,
                             int ringing_status) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", extension, peer.sdp()));
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Alert{leg, early, desk});
    const auto ringing = peer.expect_response(ringing_status, "INVITE");
    peer.learn(ringing);
    world.order(calls::Answer{leg, our_media(), desk});
    EXPECT_EQ(peer.count("SIP/2.0 200"), 0u);
    peer.send(peer.request(
        "PRACK", "RAck: " + ringing.header("RSeq") + " " + std::to_string(peer.last_invite) + " INVITE\r\n"));
    peer.expect_response(200, "PRACK");
    world.expect<calls::PeerHeard>();
    peer.expect_response(200, "INVITE");
    peer.send(peer.ack());
    world.expect<calls::CallConfirmed>();
    world.order(calls::HangUp{leg});
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.expect_nothing_left();
}

TEST(InboundCall, AnsweredBeforeThePrackWaitsForIt) {
    answer_before_the_prack("Supported: 100rel\r\n", our_media(), 183);
}

TEST(InboundCall, AnsweredBeforeThePrackOfPlainRingingWaitsForItToo) {
    answer_before_the_prack("Require: 100rel\r\n", {}, 180);
}

TEST(InboundCall, AnsweredButNeverAcknowledgedRingingIsGivenUp) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", "Require: 100rel\r\n", peer.sdp()));
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Alert{leg, {}, desk});
    peer.learn(peer.expect_response(180, "INVITE"));
    world.order(calls::Answer{leg, our_media(), desk});
    EXPECT_EQ(world.expect<calls::CallCancelled>(40s).leg, leg);
    peer.expect_response(503, "INVITE", 1s);
    peer.send(peer.ack());
    world.expect_nothing_left();
}

TEST(InboundCall, OneThatNeverAcknowledgesReliableRingingIsGivenUp) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", "Require: 100rel\r\n", peer.sdp()));
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Alert{leg, {}, desk});
    peer.learn(peer.expect_response(180, "INVITE"));
    EXPECT_EQ(world.expect<calls::CallCancelled>(40s).leg, leg);
    peer.expect_response(503, "INVITE", 1s);
    peer.send(peer.ack());
    world.expect_nothing_left();
}

TEST(InboundCall, StrayAckIsForgotten) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer);
    peer.last_invite = 77;
    peer.send(peer.ack());
    EXPECT_TRUE(world.quiet());
    EXPECT_TRUE(peer.quiet());
    world.order(calls::HangUp{leg});
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.expect_nothing_left();
}

TEST(InboundCall, InviteWithReplacesNamesOurLeg) {
    SipWorld world;
    Peer parked(world), picker(world);
    const auto leg = establish_inbound(world, parked);
    const auto named =
        parked.call_id + ";to-tag=" + tag_of(parked.remote) + ";from-tag=" + tag_of(parked.local);
    picker.send(picker.new_invite("701", "Require: replaces\r\nReplaces: " + named + "\r\n", picker.sdp()));
    const auto arrived = world.expect<calls::CallArrived>();
    EXPECT_EQ(arrived.replaces, leg);
    world.order(calls::Refuse{arrived.leg, {480, "already taken"}});
    picker.expect_response(480, "INVITE");

    picker.send(picker.new_invite("701", "Replaces: " + named + ";early-only\r\n", picker.sdp()));
    picker.expect_response(486, "INVITE");
    picker.send(picker.new_invite("701", "Replaces: nobody;to-tag=1;from-tag=2\r\n", picker.sdp()));
    picker.expect_response(481, "INVITE");
    world.order(calls::HangUp{leg});
    parked.send(parked.reply(parked.expect_request("BYE"), 200));
    world.expect_nothing_left();
}

/// RFC 3261 section 12.1.1: as before it, From has no tag.
TEST(InboundCall, OfACallerWithoutATagIsACallLikeAnyOther) {
    SipWorld world;
    Peer peer(world);
    auto invite = peer.new_invite("701", "", peer.sdp());
    const auto tag = ";tag=" + tag_of(peer.local);
    const auto untagged = [&](std::string text) {
        const auto from = text.find("From: ");
        const auto at = text.find(tag, from);
        return at == std::string::npos ? text : text.erase(at, tag.size());
    };
    peer.send(untagged(invite));
    const auto arrived = world.expect<calls::CallArrived>();
    world.order(calls::Answer{arrived.leg, our_media(), desk});
    const auto answer = peer.expect_response(200, "INVITE");
    EXPECT_EQ(answer.header("From").find(";tag="), std::string::npos);
    peer.learn(answer);
    peer.local = untagged("From: " + peer.local).substr(6);
    peer.send(peer.ack());
    world.expect<calls::CallConfirmed>();
    peer.send(peer.request("INVITE", "", peer.sdp(2, "a=sendonly\r\n")));
    world.expect<calls::OfferReceived>();
    world.order(calls::AcceptOffer{arrived.leg, our_media()});
    peer.expect_response(200, "INVITE");
    peer.send(peer.ack());
    world.order(calls::HangUp{arrived.leg});
    const auto bye = peer.expect_request("BYE");
    EXPECT_EQ(bye.header("To").find(";tag="), std::string::npos);
    auto done = peer.reply(bye, 200);
    const std::string no_tag = ";tag=\r\n";
    done.replace(done.find(no_tag), no_tag.size(), "\r\n");
    peer.send(done);
    world.expect_nothing_left();
}

}  // namespace
}  // namespace layby::tests
