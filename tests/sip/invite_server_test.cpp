// The INVITE of an inbound call, by itself.
#include "sip/dialog/invite_server.hpp"

#include "part_world.hpp"

namespace layby::tests {
namespace {

class InviteServerPart : public ::testing::Test {
  protected:
    void arrive(sip::Reliability reliability = {}) {
        auto transaction = world.invited(peer, "Supported: 100rel\r\n", peer.sdp());
        ASSERT_TRUE(transaction);
        server.arrive({.transaction = std::move(transaction),
                       .offer = sip::read_sdp(peer.sdp()).session,
                       .timer = {},
                       .reliability = reliability,
                       .flow = {}});
    }
    void prack(const SipMessage& ringing) {
        peer.learn(ringing);
        peer.send(peer.request("PRACK", "RAck: " + ringing.header("RSeq") + " " +
                                            std::to_string(peer.last_invite) + " INVITE\r\n"));
    }

    /// Its 2xx was sent by another process, and so it knows nothing of that INVITE's transaction.
    void take_up() {
        ASSERT_TRUE(world.invited(peer, {}, peer.sdp()));
        peer.drop_all();
        peer.last_invite = ++peer.cseq;
        peer.remote += ";tag=" + world.values.name.local_tag;
        world.requests().make_leg();
        world.at = sip::Phase::up;
        server.resume({true, false});
        server.await_confirmation();
    }

    PartWorld world;
    Peer peer{world};
    sip::SessionClock clock{world};
    sip::Liveness liveness{world, clock};
    sip::InviteServer server{world, clock, liveness};
};

TEST_F(InviteServerPart, IsAnsweredThenConfirmed) {
    arrive();
    server.answer(our_media(), desk);
    EXPECT_EQ(world.at, sip::Phase::answered);
    EXPECT_TRUE(server.handshake().answered);
    peer.learn(peer.expect_response(200, "INVITE"));
    peer.send(peer.ack());
    EXPECT_EQ(world.at, sip::Phase::up);
    EXPECT_TRUE(server.handshake().confirmed);
    EXPECT_TRUE(world.told<calls::CallConfirmed>());
    EXPECT_EQ(world.signs_of_life, 1);
    EXPECT_EQ(world.settlements, 1);
}

TEST_F(InviteServerPart, TheAnswerWaitsForThePrack) {
    arrive(sip::Reliability::required);
    server.ring({}, desk);
    const auto ringing = peer.expect_response(180, "INVITE");
    server.answer(our_media(), desk);
    world.settle();
    EXPECT_EQ(peer.count("SIP/2.0 200"), 0u);
    EXPECT_FALSE(server.handshake().answered) << "nothing has been sent";
    prack(ringing);
    peer.expect_response(200, "PRACK");
    peer.expect_response(200, "INVITE");
    EXPECT_TRUE(server.handshake().answered);
}

TEST_F(InviteServerPart, IsOverWhenItsConnectionEndsWhileItRings) {
    auto transaction = world.invited(peer, {}, peer.sdp());
    ASSERT_TRUE(transaction);
    world.values.transport = Transport::tls;
    server.arrive({.transaction = std::move(transaction),
                   .offer = sip::read_sdp(peer.sdp()).session,
                   .timer = {},
                   .reliability = {},
                   .flow = {}});
    EXPECT_FALSE(world.told<calls::CallCancelled>());
    world.pass(2s);
    EXPECT_TRUE(world.told<calls::CallCancelled>()) << "nobody would hear our answer";
    EXPECT_EQ(world.at, sip::Phase::over);
}

TEST_F(InviteServerPart, WithoutAPrackItIsOver) {
    arrive(sip::Reliability::required);
    server.ring({}, desk);
    server.answer(our_media(), desk);
    world.pass(35s);
    EXPECT_TRUE(world.told<calls::CallCancelled>());
    EXPECT_EQ(world.at, sip::Phase::over);
}

TEST_F(InviteServerPart, EarlyMediaIsReliableWhereThePeerCanDoThat) {
    arrive(sip::Reliability::supported);
    server.ring(our_media(), desk);
    EXPECT_TRUE(peer.expect_response(183, "INVITE").has("RSeq"));
}

TEST_F(InviteServerPart, GivenUpAfterTheAnswerItEndsWithTheAck) {
    arrive();
    server.answer(our_media(), desk);
    peer.learn(peer.expect_response(200, "INVITE"));
    server.give_up();
    EXPECT_EQ(world.byes, 0) << "RFC 3261 section 15: not before the ACK";
    peer.send(peer.ack());
    EXPECT_EQ(world.byes, 1);
    EXPECT_FALSE(world.told<calls::CallConfirmed>());
}

TEST_F(InviteServerPart, GivenUpBeforeTheAnswerItIsOver) {
    arrive();
    server.give_up();
    peer.expect_response(487, "INVITE");
    EXPECT_EQ(world.at, sip::Phase::over);
}

TEST_F(InviteServerPart, ACancelIsTold) {
    arrive();
    peer.send(peer.request("CANCEL"));
    EXPECT_TRUE(world.told<calls::CallCancelled>());
    EXPECT_EQ(world.at, sip::Phase::over);
}

TEST_F(InviteServerPart, WithoutAnAckTheSessionIsLost) {
    arrive();
    server.answer(our_media(), desk);
    world.pass(33s);
    EXPECT_EQ(world.lost_for, calls::HangupCause::unreachable);
}

TEST_F(InviteServerPart, ALateAckConfirmsWhatARestartHasLeftOpen) {
    take_up();
    peer.send(peer.ack());
    EXPECT_TRUE(server.handshake().confirmed);
    EXPECT_TRUE(world.told<calls::CallConfirmed>());
    world.pass(40s);
    EXPECT_FALSE(world.lost_for);
}

TEST_F(InviteServerPart, NoAckAtAllAfterARestartIsALoss) {
    take_up();
    world.pass(33s);
    EXPECT_EQ(world.lost_for, calls::HangupCause::unreachable);
}

}  // namespace
}  // namespace layby::tests
