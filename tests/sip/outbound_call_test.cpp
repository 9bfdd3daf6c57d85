// A call that we make, up to its end, as its peer sees it.
#include "sip_world.hpp"

namespace layby::tests {
namespace {

/// A trunk whose servers are peers.
void trunk_to(SipWorld& world, const Peer& peer) {
    auto options = world.options;
    sip::TrunkAccount provider;
    provider.name = "provider";
    provider.host = peer.ip;
    provider.port = peer.port;
    provider.user = "line";
    provider.password = "secret";
    options.trunks.push_back(provider);
    world.reload(options);
    world.settle();
    world.standing_timers = world.front->counters().timers;
}

calls::OutboundCall to_trunk() {
    calls::OutboundCall call;
    call.to = calls::OutboundCall::To::trunk;
    call.trunk = "provider";
    call.number = "15551234";
    call.caller = {"Ann Lee", "201", false};
    call.offer = our_media();
    return call;
}

class OutboundCall : public ::testing::Test {
  protected:
    OutboundCall() { trunk_to(world, peer); }

    /// Sends the INVITE and returns it as the peer got it.
    SipMessage place(calls::OutboundCall order = to_trunk()) {
        leg = world.new_leg();
        world.order(calls::PlaceCall{leg, order});
        auto invite = peer.expect_request("INVITE");
        peer.learn(invite);
        return invite;
    }
    SipMessage establish(const std::string& headers = {}) {
        const auto invite = place();
        peer.send(peer.reply(invite, 200, headers, peer.sdp()));
        peer.expect_request("ACK");
        world.expect<calls::CallAnswered>();
        return invite;
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

TEST_F(OutboundCall, RingsIsAnsweredAndEndedByUs) {
    const auto invite = place();
    EXPECT_NE(invite.uri().find("sip:15551234@127.0.0.1"), std::string::npos);
    EXPECT_NE(invite.header("From").find("Ann Lee"), std::string::npos);
    EXPECT_NE(invite.header("P-Asserted-Identity").find("201"), std::string::npos);
    EXPECT_NE(invite.body.find("m=audio 30000 RTP/AVP 8 0 101"), std::string::npos);
    EXPECT_EQ(invite.header("Session-Expires"), "1800;refresher=uac");

    peer.send(peer.reply(invite, 180));
    EXPECT_EQ(world.expect<calls::CallProgressed>().status, 180);
    peer.send(peer.reply(invite, 200, "P-Asserted-Identity: \"Bob\" <sip:5559@peer>\r\n", peer.sdp()));
    const auto ack = peer.expect_request("ACK");
    EXPECT_EQ(ack.cseq(), invite.cseq());
    const auto answered = world.expect<calls::CallAnswered>();
    ASSERT_TRUE(answered.answer);
    EXPECT_EQ(answered.answer->rtp.port, 40000);
    EXPECT_EQ(answered.connected.name, "Bob");
    end();
}

TEST_F(OutboundCall, AcknowledgesEveryRepeatedAnswer) {
    const auto invite = place();
    const auto answer = peer.reply(invite, 200, "", peer.sdp());
    peer.send(answer);
    world.expect<calls::CallAnswered>();
    world.pass(500ms);
    peer.send(answer);
    world.pass(1s);
    peer.send(answer);
    EXPECT_EQ(peer.count("ACK"), 3u);
    EXPECT_EQ(peer.count("BYE"), 0u);
    EXPECT_TRUE(world.quiet());
    peer.drop_all();
    end();
}

TEST_F(OutboundCall, AnAnswerOfAnotherBranchIsAcknowledgedAndEnded) {
    const auto invite = place();
    peer.send(peer.reply(invite, 200, "", peer.sdp()));
    world.expect<calls::CallAnswered>();
    peer.expect_request("ACK");
    auto other = peer.reply(invite, 200, "", peer.sdp());
    const auto tag = tag_of(peer.local);
    other.replace(other.find(tag), tag.size(), "other");
    peer.send(other);
    EXPECT_EQ(tag_of(peer.expect_request("ACK").header("To")), "other");
    const auto bye = peer.expect_request("BYE");
    EXPECT_EQ(tag_of(bye.header("To")), "other");
    peer.send(peer.reply(bye, 200));
    EXPECT_TRUE(world.quiet());
    end();
}

TEST_F(OutboundCall, RingsOnTwoBranchesAndTheSecondAnswers) {
    const auto invite = place();
    const auto first_tag = tag_of(peer.local);
    peer.send(peer.reply(invite, 180));
    world.expect<calls::CallProgressed>();
    peer.local.replace(peer.local.find(first_tag), first_tag.size(), "second");
    peer.send(peer.reply(invite, 183, "Require: 100rel\r\nRSeq: 1\r\n", peer.sdp()));
    EXPECT_EQ(tag_of(peer.expect_request("PRACK").header("To")), "second");
    world.expect<calls::CallProgressed>();
    peer.send(peer.reply(invite, 200));
    const auto ack = peer.expect_request("ACK");
    EXPECT_EQ(tag_of(ack.header("To")), "second");
    EXPECT_EQ(ack.cseq(), invite.cseq());
    EXPECT_TRUE(world.expect<calls::CallAnswered>().answer);
    end();
}

TEST_F(OutboundCall, EarlyMediaComesWithTheProgress) {
    const auto invite = place();
    peer.send(peer.reply(invite, 183, "", peer.sdp()));
    const auto progress = world.expect<calls::CallProgressed>();
    EXPECT_EQ(progress.status, 183);
    ASSERT_TRUE(progress.answer);
    peer.send(peer.reply(invite, 183, "", peer.sdp()));
    EXPECT_TRUE(world.quiet()) << "the same again is no news";
    peer.send(peer.reply(invite, 200));
    peer.expect_request("ACK");
    EXPECT_TRUE(world.expect<calls::CallAnswered>().answer) << "as said before";
    end();
}

TEST_F(OutboundCall, ReliableRingingIsAcknowledgedOnce) {
    const auto invite = place();
    const auto ringing = peer.reply(invite, 180, "Require: 100rel\r\nRSeq: 17\r\n");
    peer.send(ringing);
    const auto prack = peer.expect_request("PRACK");
    EXPECT_EQ(prack.header("RAck"), "17 " + std::to_string(invite.cseq()) + " INVITE");
    peer.send(peer.reply(prack, 200));
    peer.send(ringing);
    world.pass(1s);
    EXPECT_EQ(peer.count("PRACK"), 0u);
    world.expect<calls::CallProgressed>();
    peer.send(peer.reply(invite, 200, "", peer.sdp()));
    EXPECT_EQ(peer.expect_request("ACK").cseq(), invite.cseq());
    world.expect<calls::CallAnswered>();
    end();
}

TEST_F(OutboundCall, RefusedTellsStatusAndReason) {
    const auto invite = place();
    peer.send(peer.reply(invite, 486));
    peer.expect_request("ACK");
    const auto failed = world.expect<calls::CallFailed>();
    EXPECT_EQ(failed.leg, leg);
    EXPECT_EQ(failed.status, 486);
    world.expect_nothing_left();
}

TEST_F(OutboundCall, RedirectedTellsWhereTo) {
    const auto invite = place();
    peer.send(peer.reply(invite, 302, "Contact: <sip:701@127.0.0.1>\r\n"));
    const auto failed = world.expect<calls::CallFailed>();
    EXPECT_EQ(failed.status, 302);
    EXPECT_EQ(failed.redirect, "701");
    world.expect_nothing_left();
}

TEST_F(OutboundCall, CancelledWhileRingingSaysWhy) {
    const auto invite = place();
    peer.send(peer.reply(invite, 180));
    world.expect<calls::CallProgressed>();
    world.order(calls::HangUp{leg, calls::CancelReason::completed_elsewhere});
    const auto cancel = peer.expect_request("CANCEL");
    EXPECT_EQ(cancel.header("Reason"), "SIP;cause=200;text=\"Call completed elsewhere\"");
    peer.send(peer.reply(cancel, 200));
    peer.send(peer.reply(invite, 487));
    peer.expect_request("ACK");
    EXPECT_TRUE(world.quiet());
    world.expect_nothing_left();
}

TEST_F(OutboundCall, CancelWaitsForTheFirstSignOfLife) {
    const auto invite = place();
    world.order(calls::HangUp{leg});
    world.settle();
    EXPECT_EQ(peer.count("CANCEL"), 0u);
    peer.send(peer.reply(invite, 180));
    peer.send(peer.reply(peer.expect_request("CANCEL"), 200));
    peer.send(peer.reply(invite, 487));
    EXPECT_TRUE(world.quiet());
    world.expect_nothing_left();
}

TEST_F(OutboundCall, AnAnswerToACancelThatWasNeverSentDoesNoHarm) {
    const auto invite = place();
    world.order(calls::HangUp{leg});
    auto to_cancel = invite;
    for (auto& [name, value] : to_cancel.headers)
        if (name == "CSeq") value = std::to_string(invite.cseq()) + " CANCEL";
    peer.send(peer.reply(to_cancel, 200));
    peer.send(peer.reply(to_cancel, 481));
    peer.send(peer.reply(invite, 180));
    peer.send(peer.reply(peer.expect_request("CANCEL"), 200));
    peer.send(peer.reply(invite, 487));
    peer.expect_request("ACK");
    world.expect_nothing_left();
}

TEST_F(OutboundCall, AnAnswerThatCrossesTheCancelIsAcknowledgedAndEnded) {
    const auto invite = place();
    peer.send(peer.reply(invite, 180));
    world.expect<calls::CallProgressed>();
    world.order(calls::HangUp{leg});
    peer.expect_request("CANCEL");
    peer.send(peer.reply(invite, 200, "", peer.sdp()));
    peer.expect_request("ACK");
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    EXPECT_TRUE(world.quiet());
    world.expect_nothing_left();
}

TEST_F(OutboundCall, CancelledAndNeverHeardOfAgainIsForgotten) {
    const auto invite = place();
    peer.send(peer.reply(invite, 180));
    world.expect<calls::CallProgressed>();
    world.order(calls::HangUp{leg});
    peer.expect_request("CANCEL");
    world.expect_nothing_left();
}

TEST_F(OutboundCall, AChallengeIsAnsweredOnce) {
    const auto first = place();
    const std::string challenge =
        "Proxy-Authenticate: Digest realm=\"peer\", nonce=\"abc\", algorithm=MD5, qop=\"auth\"\r\n";
    peer.send(peer.reply(first, 407, challenge));
    peer.expect_request("ACK");
    const auto second = peer.expect_request("INVITE");
    EXPECT_EQ(second.header("Call-ID"), first.header("Call-ID"));
    EXPECT_EQ(second.cseq(), first.cseq() + 1);
    EXPECT_NE(second.header("Proxy-Authorization").find("username=\"line\""), std::string::npos);
    peer.send(peer.reply(second, 407, challenge));
    EXPECT_EQ(world.expect<calls::CallFailed>().status, 407);
    world.expect_nothing_left();
}

TEST_F(OutboundCall, AChallengeWithinTheCallIsAnsweredOnce) {
    establish();
    const std::string challenge =
        "Proxy-Authenticate: Digest realm=\"peer\", nonce=\"abc\", algorithm=MD5\r\n";
    world.order(calls::Offer{leg, our_media(30500)});
    peer.send(peer.reply(peer.expect_request("INVITE"), 407, challenge));
    const auto proved = peer.expect_request("INVITE");
    EXPECT_NE(proved.header("Proxy-Authorization").find("username=\"line\""), std::string::npos);
    EXPECT_NE(proved.body.find("m=audio 30500"), std::string::npos);
    peer.send(peer.reply(proved, 407, challenge));
    EXPECT_FALSE(world.expect<calls::OfferAnswered>().answer);

    world.order(calls::HangUp{leg});
    peer.send(peer.reply(peer.expect_request("BYE"), 407, challenge));
    const auto bye = peer.expect_request("BYE");
    EXPECT_TRUE(bye.has("Proxy-Authorization"));
    peer.send(peer.reply(bye, 407, challenge));
    EXPECT_EQ(peer.count("BYE"), 0u);
    world.expect_nothing_left();
}

TEST_F(OutboundCall, TooShortAnIntervalIsAskedAgainLonger) {
    const auto first = place();
    peer.send(peer.reply(first, 422, "Min-SE: 3600\r\n"));
    const auto second = peer.expect_request("INVITE");
    EXPECT_EQ(second.header("Session-Expires"), "3600;refresher=uac");
    EXPECT_EQ(second.header("Min-SE"), "3600");
    peer.send(peer.reply(second, 486));
    world.expect<calls::CallFailed>();
    world.expect_nothing_left();
}

TEST_F(OutboundCall, ToATrunkThatIsSilentFailsInSeconds) {
    place();
    const auto failed = world.expect<calls::CallFailed>(6s);
    EXPECT_EQ(failed.status, 408);
    world.expect_nothing_left();
}

TEST_F(OutboundCall, AnswerAfterWeGaveUpIsAcknowledgedAndEnded) {
    const auto invite = place();
    world.expect<calls::CallFailed>(6s);
    peer.drop_all();
    peer.send(peer.reply(invite, 200, "", peer.sdp()));
    peer.expect_request("ACK");
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    EXPECT_TRUE(world.quiet());
    world.expect_nothing_left();
}

TEST_F(OutboundCall, ATrunkThatSays100IsGivenAllTheTimeThatItRings) {
    const auto invite = place();
    peer.send(peer.reply(invite, 100));
    world.pass(8s);
    EXPECT_TRUE(world.quiet());
    peer.send(peer.reply(invite, 180));
    EXPECT_EQ(world.expect<calls::CallProgressed>().status, 180);
    world.pass(3s);
    peer.send(peer.reply(invite, 200, "", peer.sdp()));
    peer.expect_request("ACK");
    world.expect<calls::CallAnswered>();
    world.pass(5s);
    EXPECT_EQ(peer.count("BYE"), 0u);
    EXPECT_EQ(peer.count("CANCEL"), 0u);
    end();
}

TEST_F(OutboundCall, ABusyTwentySecondsAfterThe100IsTakenAndTheTrunkStaysUp) {
    const auto invite = place();
    peer.send(peer.reply(invite, 100));
    world.pass(20s);
    peer.send(peer.reply(invite, 486));
    EXPECT_EQ(peer.expect_request("ACK").cseq(), invite.cseq());
    EXPECT_EQ(world.expect<calls::CallFailed>().status, 486);
    EXPECT_TRUE(world.near_ip_of_trunk("provider"));
    world.expect_nothing_left();
}

TEST_F(OutboundCall, A100AndNothingElseRingsUntilItIsHungUpAndThenGetsACancel) {
    const auto invite = place();
    peer.send(peer.reply(invite, 100));
    world.pass(300s);
    EXPECT_TRUE(world.quiet()) << "how long it rings is for the switchboard to say";
    EXPECT_EQ(peer.count("CANCEL"), 0u);
    world.order(calls::HangUp{leg});
    EXPECT_EQ(peer.expect_request("CANCEL").cseq(), invite.cseq());
    EXPECT_TRUE(world.near_ip_of_trunk("provider"));
    world.expect_nothing_left();
}

TEST_F(OutboundCall, GivenUpInSilenceItGetsACancelWithItsFirstWordAndAnAckForItsRefusal) {
    const auto invite = place();
    EXPECT_EQ(world.expect<calls::CallFailed>(6s).status, 408);
    peer.drop_all();
    peer.send(peer.reply(invite, 180));
    const auto cancel = peer.expect_request("CANCEL");
    EXPECT_EQ(cancel.cseq(), invite.cseq());
    EXPECT_EQ(cancel.header("Via"), invite.header("Via"));
    peer.send(peer.reply(cancel, 200));
    peer.send(peer.reply(invite, 487));
    peer.expect_request("ACK");
    peer.send(peer.reply(invite, 487));
    peer.expect_request("ACK");
    EXPECT_TRUE(world.quiet());
    peer.drop_all();
    world.expect_nothing_left();
}

TEST_F(OutboundCall, GivenUpInSilenceALateRefusalIsAcknowledged) {
    const auto invite = place();
    world.expect<calls::CallFailed>(6s);
    peer.drop_all();
    peer.send(peer.reply(invite, 480));
    peer.expect_request("ACK");
    EXPECT_EQ(peer.count("CANCEL"), 0u);
    world.expect_nothing_left();
}

TEST_F(OutboundCall, AReinviteThatTheOtherSideWorksOnIsNoSilence) {
    establish("Session-Expires: 90;refresher=uac\r\nRequire: timer\r\n");
    const auto refresh = peer.expect_request("INVITE", 60s);
    peer.send(peer.reply(refresh, 100));
    world.pass(60s);
    EXPECT_TRUE(world.quiet());
    peer.send(peer.reply(refresh, 200, "", peer.sdp()));
    peer.expect_request("ACK");
    EXPECT_TRUE(world.quiet());
    end();
}

TEST_F(OutboundCall, ToAnUnknownDeviceFailsAtOnce) {
    calls::OutboundCall order;
    order.device = {99};
    order.user = "201";
    order.offer = our_media();
    leg = world.new_leg();
    world.order(calls::PlaceCall{leg, order});
    EXPECT_TRUE(world.facts.empty()) << "never from within an order";
    EXPECT_EQ(world.expect<calls::CallFailed>().status, 480);
    world.expect_nothing_left();
}

TEST_F(OutboundCall, ShowsARecallAndAsksToAnswerByItself) {
    auto order = to_trunk();
    order.shown_name = "Recall 701 · Ann Lee";
    order.auto_answer = true;
    order.referred_by = "202";
    const auto invite = place(order);
    EXPECT_NE(invite.header("From").find("Recall 701 · Ann Lee"), std::string::npos);
    for (const char* name : {"P-Asserted-Identity", "Remote-Party-ID"}) {
        EXPECT_NE(invite.header(name).find("\"Recall 701 · Ann Lee\""), std::string::npos) << name;
        EXPECT_NE(invite.header(name).find("<sip:201@"), std::string::npos)
            << "the number stays the caller's";
    }
    EXPECT_NE(invite.header("Call-Info").find("answer-after=0"), std::string::npos);
    EXPECT_NE(invite.header("Alert-Info").find("alert-autoanswer"), std::string::npos);
    EXPECT_EQ(invite.header("Referred-By"), "<sip:202@127.0.0.1>");
    peer.send(peer.reply(invite, 480));
    world.expect<calls::CallFailed>();
    world.expect_nothing_left();
}

TEST_F(OutboundCall, FollowsTheRecordedRoute) {
    const auto port = std::to_string(peer.port);
    const auto invite = place();
    peer.send(peer.reply(invite, 200,
                         "Record-Route: <sip:127.0.0.1:" + port + ";lr;hop=2>, <sip:127.0.0.1:" + port +
                             ";lr;hop=1>\r\nContact: <sip:far@192.0.2.9>\r\n",
                         peer.sdp()));
    const auto ack = peer.expect_request("ACK");
    EXPECT_EQ(ack.uri(), "sip:far@192.0.2.9");
    std::string routes;
    for (const auto& route : ack.all("Route")) routes += route + ",";
    EXPECT_LT(routes.find("hop=1"), routes.find("hop=2"));
    world.expect<calls::CallAnswered>();
    end();
}

TEST_F(OutboundCall, IsAnsweredWhateverElseIsWrongWithTheAnswer) {
    for (const std::string wrong :
         {"Session-Expires: abc", "Expires: soon", "Min-SE: x", "Warning: z", "Retry-After: x", "Allow: ,",
          "Server: (", "Date: Fri, 01 Apr 2022 16:30:13 CDT", "Contact: Zoë, in the office <sip:x@127.0.0.1>",
          "Contact: <sip:", "Record-Route: ;;", "Supported: ;", "Require: ;", "Unsupported: \"", "Nonsense",
          "X: \x01"}) {
        const auto invite = place();
        peer.send(peer.reply(invite, 200, wrong + "\r\n", peer.sdp()));
        EXPECT_EQ(world.expect<calls::CallAnswered>().leg, leg) << wrong;
        peer.expect_request("ACK");
        world.order(calls::HangUp{leg});
        peer.send(peer.reply(peer.expect_request("BYE"), 200));
        world.settle();
        peer.drop_all();
    }
    world.expect_nothing_left();
}

}  // namespace
}  // namespace layby::tests
