// The INVITE of an outbound call, by itself.
#include "sip/dialog/invite_client.hpp"

#include "part_world.hpp"

namespace layby::tests {
namespace {

class InviteClientPart : public ::testing::Test {
  protected:
    InviteClientPart() {
        world.at = sip::Phase::calling;
        world.values.leg = {7};
        world.values.name = {"our-call", "ourtag", {}};
        world.values.local = "<sip:701@127.0.0.1>";
        world.values.remote = "<" + uri() + ">";
        order.offer = our_media();
        order.caller = desk;
    }
    std::string uri() const { return "sip:201@127.0.0.1:" + std::to_string(peer.port); }
    sip::Target target() const {
        return {.uri = uri(),
                .next_hop = {},
                .route_headers = {},
                .flow = {},
                .peer_ip = "127.0.0.1",
                .transport = Transport::udp,
                .server = {}};
    }
    SipMessage dial() {
        client.dial(order, {target()});
        return expect_invite();
    }
    SipMessage expect_invite() {
        const auto invite = peer.expect_request("INVITE");
        peer.learn(invite);
        return invite;
    }
    void answer(const SipMessage& invite) { peer.send(peer.reply(invite, 200, {}, peer.sdp())); }

    PartWorld world;
    Peer peer{world};
    calls::OutboundCall order;
    sip::SessionClock clock{world};
    sip::InviteClient client{world, clock};
};

TEST_F(InviteClientPart, OurAckWaitsUntilItIsAskedFor) {
    answer(dial());
    EXPECT_EQ(world.at, sip::Phase::up);
    EXPECT_TRUE(world.told<calls::CallAnswered>()->answer);
    EXPECT_EQ(world.answers_to_acknowledge, 1);
    EXPECT_TRUE(peer.quiet()) << "what was answered isn't durable yet";
    EXPECT_TRUE(client.kept()) << "another process could acknowledge it";
    client.acknowledge();
    EXPECT_EQ(peer.expect_request("ACK").cseq(), 1);
    EXPECT_TRUE(client.handshake().confirmed);
    EXPECT_EQ(world.settlements, 1) << "what has waited may go";
    EXPECT_FALSE(client.kept());
    client.acknowledge();
    EXPECT_TRUE(peer.quiet()) << "once";
}

TEST_F(InviteClientPart, TellsEachKindOfRingingOnce) {
    const auto invite = dial();
    peer.send(peer.reply(invite, 180));
    peer.send(peer.reply(invite, 180));
    EXPECT_EQ(world.facts.size(), 1u);
    peer.send(peer.reply(invite, 183, {}, peer.sdp()));
    EXPECT_EQ(world.facts.size(), 2u);
    EXPECT_EQ(world.told<calls::CallProgressed>()->status, 183);
}

TEST_F(InviteClientPart, ALongerSessionIsAskedForOnce) {
    const auto invite = dial();
    peer.send(peer.reply(invite, 422, "Min-SE: 4000\r\n"));
    peer.expect_request("ACK");
    const auto again = expect_invite();
    EXPECT_EQ(again.header("Session-Expires"), "4000;refresher=uac");
    EXPECT_EQ(again.cseq(), invite.cseq() + 1);
    peer.send(peer.reply(again, 422, "Min-SE: 9000\r\n"));
    EXPECT_EQ(world.told<calls::CallFailed>()->status, 422);
}

TEST_F(InviteClientPart, CancelledWhileItRings) {
    const auto invite = dial();
    peer.send(peer.reply(invite, 180));
    client.cancel(calls::CancelReason::completed_elsewhere);
    EXPECT_EQ(world.at, sip::Phase::cancelling);
    const auto cancel = peer.expect_request("CANCEL");
    EXPECT_EQ(cancel.header("Reason"), "SIP;cause=200;text=\"Call completed elsewhere\"");
    peer.send(peer.reply(cancel, 200));
    peer.send(peer.reply(invite, 487));
    EXPECT_EQ(world.at, sip::Phase::over);
    EXPECT_FALSE(world.told<calls::CallFailed>()) << "we have hung up ourselves";
}

TEST_F(InviteClientPart, AnsweredAllTheSameItIsAcknowledgedAndEnded) {
    const auto invite = dial();
    peer.send(peer.reply(invite, 180));
    client.cancel(calls::CancelReason::none);
    peer.expect_request("CANCEL");
    answer(invite);
    peer.expect_request("ACK");
    EXPECT_EQ(world.byes, 1);
    EXPECT_FALSE(world.told<calls::CallAnswered>());
    world.pass(60s);  // nothing waits for the answer any more
}

TEST_F(InviteClientPart, GoesOnRingingAfterARestartAsARetransmission) {
    const auto invite = dial();
    const auto kept = client.kept();
    ASSERT_TRUE(kept);
    sip::InviteClient next(world, clock);
    next.resume({}, kept);
    next.resume_ringing();
    const auto again = expect_invite();
    EXPECT_EQ(again.header("CSeq"), invite.header("CSeq"));
    const auto branch = [](const SipMessage& message) {
        const auto via = message.header("Via");
        return via.substr(via.find("branch=z9hG4bK"), 30);
    };
    EXPECT_EQ(branch(again), branch(invite));
}

TEST_F(InviteClientPart, AnAnswerFromBeforeARestartIsToldUnlessThatIsKnown) {
    client.resume({true, false}, {});
    client.resume_answered(true);
    EXPECT_FALSE(world.told<calls::CallAnswered>());
    client.resume_answered(false);
    EXPECT_TRUE(world.told<calls::CallAnswered>());
    EXPECT_EQ(world.answers_to_acknowledge, 2);
}

}  // namespace
}  // namespace layby::tests
