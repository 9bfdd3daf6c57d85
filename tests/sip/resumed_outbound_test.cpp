// Calls that we made before a restart: ringing, answered, or answered while nobody was here.
#include "restarted_world.hpp"

namespace layby::tests {
namespace {

calls::OutboundCall order_to_trunk() {
    calls::OutboundCall call;
    call.to = calls::OutboundCall::To::trunk;
    call.trunk = "provider";
    call.number = "15551234";
    call.caller = {"Ann Lee", "201", false};
    call.offer = our_media();
    return call;
}

class ResumedOutbound : public ::testing::Test {
  protected:
    ResumedOutbound() { world.trunk_to(peer); }

    SipMessage place() {
        leg = world.new_leg();
        world.order(calls::PlaceCall{leg, order_to_trunk()});
        auto invite = peer.expect_request("INVITE");
        peer.learn(invite);
        return invite;
    }
    SipMessage ring() {
        const auto invite = place();
        peer.send(peer.reply(invite, 180));
        world.expect<calls::CallProgressed>();
        return invite;
    }
    SipMessage establish(const std::string& headers = {}) {
        const auto invite = place();
        peer.send(peer.reply(invite, 200, headers, peer.sdp()));
        peer.expect_request("ACK");
        world.expect<calls::CallAnswered>();
        return invite;
    }
    /// The INVITE again, as a retransmission.
    SipMessage rings_on() {
        world.restart();
        peer.drop_all();
        EXPECT_TRUE(world.resume_ringing(leg));
        return peer.expect_request("INVITE");
    }
    void end() {
        world.order(calls::HangUp{leg});
        peer.send(peer.reply(peer.expect_request("BYE"), 200));
        world.expect_nothing_kept();
    }

    RestartedWorld world;
    Peer peer{world};
    LegId leg;
};

TEST_F(ResumedOutbound, EstablishedGoesOnInBothDirections) {
    const auto port = std::to_string(peer.port);
    const auto invite = establish("Record-Route: <sip:127.0.0.1:" + port +
                                  ";lr;hop=2>, <sip:127.0.0.1:" + port + ";lr;hop=1>\r\nAllow: UPDATE\r\n");
    world.restart();
    ASSERT_TRUE(world.resume(leg));
    const auto update = peer.expect_request("UPDATE");
    EXPECT_GT(update.cseq(), invite.cseq() + 999);
    std::string routes;
    for (const auto& route : update.all("Route")) routes += route + ",";
    EXPECT_LT(routes.find("hop=1"), routes.find("hop=2"));
    peer.send(peer.reply(update, 200));
    peer.cseq = 500;
    peer.send(peer.request("INVITE", "", peer.sdp(2)));
    peer.expect_response(200, "INVITE");
    peer.send(peer.ack());
    world.expect<calls::PeerHeard>();
    EXPECT_TRUE(world.quiet());
    end();
}

TEST_F(ResumedOutbound, RingsOnByARetransmission) {
    const auto first = ring();
    const auto again = rings_on();
    EXPECT_EQ(again.header("Via"), first.header("Via")) << "branch and all";
    EXPECT_EQ(again.header("CSeq"), first.header("CSeq"));
    EXPECT_EQ(again.header("Call-ID"), first.header("Call-ID"));
    EXPECT_EQ(again.header("From"), first.header("From"));
    EXPECT_EQ(again.uri(), first.uri());
    EXPECT_EQ(again.body, first.body);
    peer.send(peer.reply(again, 180));
    world.expect<calls::CallProgressed>();
    peer.send(peer.reply(again, 200, "", peer.sdp()));
    EXPECT_EQ(peer.expect_request("ACK").cseq(), first.cseq());
    ASSERT_TRUE(world.expect<calls::CallAnswered>().answer);
    end();
}

TEST_F(ResumedOutbound, IsDeclined) {
    ring();
    peer.send(peer.reply(rings_on(), 486));
    peer.expect_request("ACK");
    EXPECT_EQ(world.expect<calls::CallFailed>().status, 486);
    world.expect_nothing_kept();
}

TEST_F(ResumedOutbound, IsCancelled) {
    ring();
    const auto again = rings_on();
    peer.send(peer.reply(again, 180));
    world.expect<calls::CallProgressed>();
    world.order(calls::HangUp{leg, calls::CancelReason::completed_elsewhere});
    const auto cancel = peer.expect_request("CANCEL");
    EXPECT_EQ(cancel.header("Via").find(again.header("Via").substr(0, again.header("Via").find(";rport"))),
              0u);
    peer.send(peer.reply(cancel, 200));
    peer.send(peer.reply(again, 487));
    peer.expect_request("ACK");
    EXPECT_TRUE(world.quiet());
    world.expect_nothing_kept();
}

TEST_F(ResumedOutbound, ToAPhoneThatIsGoneFails) {
    ring();
    rings_on();
    EXPECT_EQ(world.expect<calls::CallFailed>(6s).status, 408);
    world.expect_nothing_kept();
}

TEST_F(ResumedOutbound, KeepsTheInvitesNumberBesideThoseOfItsPracks) {
    const auto invite = place();
    peer.send(peer.reply(invite, 180, "Require: 100rel\r\nRSeq: 17\r\n"));
    const auto prack = peer.expect_request("PRACK");
    peer.send(peer.reply(prack, 200));
    world.expect<calls::CallProgressed>();
    const auto again = rings_on();
    EXPECT_EQ(again.header("CSeq"), invite.header("CSeq"));
    peer.send(peer.reply(again, 200, "", peer.sdp()));
    EXPECT_EQ(peer.expect_request("ACK").cseq(), invite.cseq());
    world.expect<calls::CallAnswered>();
    end();
}

TEST_F(ResumedOutbound, RepeatsItsCredentials) {
    const auto first = place();
    peer.send(peer.reply(first, 407, "Proxy-Authenticate: Digest realm=\"peer\", nonce=\"abc\"\r\n"));
    peer.expect_request("ACK");
    const auto second = peer.expect_request("INVITE");
    peer.learn(second);
    const auto again = rings_on();
    EXPECT_EQ(again.header("Via"), second.header("Via"));
    EXPECT_EQ(again.header("Proxy-Authorization"), second.header("Proxy-Authorization"));
    peer.send(peer.reply(again, 603));
    world.expect<calls::CallFailed>();
    world.expect_nothing_kept();
}

TEST_F(ResumedOutbound, AnsweredWhileNobodyWasHereIsAnswered) {
    const auto invite = ring();
    world.die();
    peer.drop_all();
    peer.send_unheard(peer.reply(invite, 200, "", peer.sdp()));
    world.pass(1s);
    world.open();
    ASSERT_TRUE(world.resume_ringing(leg));
    peer.expect_request("INVITE");
    peer.send(peer.reply(invite, 200, "", peer.sdp()));  // as every phone repeats it
    EXPECT_EQ(peer.expect_request("ACK").cseq(), invite.cseq());
    EXPECT_TRUE(world.expect<calls::CallAnswered>().answer);
    end();
}

TEST_F(ResumedOutbound, AnsweredMeanwhileByAPhoneThatRefusesTheRepetitionIsEndedThereToo) {
    const auto invite = ring();
    auto refusal = peer.reply(rings_on(), 482);
    const auto tag = tag_of(peer.local);
    refusal.replace(refusal.find(tag), tag.size(), "other");
    peer.send(refusal);
    peer.expect_request("ACK");
    EXPECT_EQ(world.expect<calls::CallFailed>().status, 482);
    peer.send(peer.reply(invite, 200, "", peer.sdp()));
    peer.expect_request("ACK");
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.expect_nothing_kept();
}

TEST_F(ResumedOutbound, NobodyWantsIsCancelled) {
    const auto invite = ring();
    world.restart();
    peer.drop_all();
    world.endpoint->end_unclaimed();
    const auto again = peer.expect_request("INVITE");
    EXPECT_EQ(again.header("Via"), invite.header("Via"));
    peer.send(peer.reply(again, 180));
    peer.send(peer.reply(peer.expect_request("CANCEL"), 200));
    peer.send(peer.reply(again, 487));
    peer.expect_request("ACK");
    EXPECT_TRUE(world.quiet()) << "nobody here knows of it";
    world.expect_nothing_kept();
}

TEST_F(ResumedOutbound, NobodyWantsIsEndedByBye) {
    establish();
    world.restart();
    world.endpoint->end_unclaimed();
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    EXPECT_TRUE(world.quiet());
    world.expect_nothing_kept();
}

// -- the ACK waits until the answer is durable

class Acknowledging : public ResumedOutbound {
  protected:
    SipMessage answered() {
        world.durable = false;
        const auto invite = ring();
        answer = peer.reply(invite, 200, "", peer.sdp());
        peer.send(answer);
        world.expect<calls::CallAnswered>();
        return invite;
    }
    std::string answer;
};

TEST_F(Acknowledging, WaitsUntilTheAnswerIsDurable) {
    const auto invite = answered();
    world.pass(500ms);
    peer.send(answer);
    EXPECT_TRUE(world.quiet()) << "the same answer again is no news";
    EXPECT_EQ(peer.count("ACK"), 0u);
    world.now_durable();
    EXPECT_EQ(peer.expect_request("ACK").cseq(), invite.cseq());
    peer.send(answer);
    EXPECT_EQ(peer.expect_request("ACK").cseq(), invite.cseq());
    end();
}

TEST_F(Acknowledging, GoesFirstWhenWeHangUp) {
    answered();
    world.order(calls::HangUp{leg});
    world.settle();
    peer.expect_request("ACK");
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.now_durable();
    EXPECT_EQ(peer.count("ACK"), 0u) << "once";
    world.expect_nothing_kept();
}

TEST_F(Acknowledging, GoesFirstWhenWeOffer) {
    answered();
    world.order(calls::Offer{leg, our_media(30500)});
    EXPECT_EQ(peer.count("INVITE"), 0u);
    world.now_durable();
    peer.expect_request("ACK");
    peer.send(peer.reply(peer.expect_request("INVITE"), 200, "", peer.sdp(2)));
    peer.expect_request("ACK");
    world.expect<calls::OfferAnswered>();
    end();
}

TEST_F(Acknowledging, IsDoneByTheNextProcess) {
    const auto invite = answered();
    world.restart();
    peer.drop_all();
    ASSERT_TRUE(world.resume(leg));
    world.now_durable();
    EXPECT_EQ(peer.expect_request("ACK").cseq(), invite.cseq());
    peer.send(answer);
    EXPECT_EQ(peer.expect_request("ACK").cseq(), invite.cseq()) << "also when it is repeated";
    EXPECT_TRUE(world.quiet());
    const auto proof = peer.expect_request("INVITE", 2s);
    peer.send(peer.reply(proof, 200, "", peer.sdp()));
    peer.expect_request("ACK");
    end();
}

TEST_F(Acknowledging, AnAnswerThatWasNotToldIsToldByTheNextProcess) {
    const auto invite = answered();
    world.restart();
    peer.drop_all();
    ASSERT_TRUE(world.resume_ringing(leg)) << "whoever rings knows nothing of the answer";
    EXPECT_EQ(world.expect<calls::CallAnswered>().answer->rtp.port, 40000);
    EXPECT_EQ(peer.count("ACK"), 0u);
    world.now_durable();
    EXPECT_EQ(peer.expect_request("ACK").cseq(), invite.cseq());
    peer.send(peer.reply(peer.expect_request("INVITE", 2s), 200, "", peer.sdp()));
    peer.expect_request("ACK");
    end();
}

TEST_F(Acknowledging, HappensBeforeTheByeOfACallThatNobodyWants) {
    answered();
    world.restart();
    peer.drop_all();
    world.endpoint->end_unclaimed();
    peer.expect_request("ACK");
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.expect_nothing_kept();
}

}  // namespace
}  // namespace layby::tests
