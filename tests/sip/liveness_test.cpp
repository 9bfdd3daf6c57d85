// Whether the peer still lives, by itself.
#include "sip/dialog/liveness.hpp"

#include "part_world.hpp"

namespace layby::tests {
namespace {

class LivenessPart : public ::testing::Test {
  protected:
    LivenessPart() { world.establish(peer); }
    void over_tcp_from_behind_a_nat() {
        world.values.transport = Transport::tcp;
        world.values.remote_target = "<sip:peer@192.0.2.7:5060>";
    }

    PartWorld world;
    Peer peer{world};
    sip::SessionClock clock{world};
    sip::Liveness liveness{world, clock};
};

TEST_F(LivenessPart, RefreshesByUpdateAndStartsTheTimerAnew) {
    clock.agreed({600, "uac", 0, true}, 600);
    liveness.refresh(sip::Purpose::refresh);
    const auto update = peer.expect_request("UPDATE");
    EXPECT_EQ(update.header("Session-Expires"), "600;refresher=uac");
    peer.send(peer.reply(update, 200, "Session-Expires: 400;refresher=uac\r\nRequire: timer\r\n"));
    world.pass(199s);
    EXPECT_TRUE(world.due.empty());
    world.pass(2s);
    EXPECT_EQ(world.due, std::vector{true}) << "by what the answer said";
    EXPECT_FALSE(world.lost_for);
}

TEST_F(LivenessPart, ASilentPeerIsLost) {
    liveness.refresh(sip::Purpose::refresh);
    world.pass(41s);
    EXPECT_EQ(world.lost_for, calls::HangupCause::unreachable);
}

TEST_F(LivenessPart, AProbeThatFindsNobodyHasFoundSilence) {
    liveness.probe();
    peer.send(peer.reply(peer.expect_request("UPDATE"), 481));
    EXPECT_EQ(world.lost_for, calls::HangupCause::silent);
}

TEST_F(LivenessPart, AnUnconfirmedDialogIsProvedByAnOffer) {
    world.is_confirmed = false;
    liveness.prove();
    EXPECT_EQ(world.offered_again, std::vector{sip::Purpose::refresh});
    EXPECT_TRUE(peer.quiet());
}

TEST_F(LivenessPart, WhatCanNotBeAskedNowIsNotLost) {
    world.is_confirmed = world.may_offer = false;
    liveness.refresh(sip::Purpose::refresh);
    world.pass(60s);
    EXPECT_FALSE(world.lost_for);
}

TEST_F(LivenessPart, ASlowPeerHasThreeMinutes) {
    world.is_confirmed = false;
    liveness.refresh(sip::Purpose::refresh);
    liveness.working(sip::Purpose::refresh);
    world.pass(184s);
    EXPECT_FALSE(world.lost_for);
    world.pass(2s);
    EXPECT_EQ(world.lost_for, calls::HangupCause::unreachable);
}

TEST_F(LivenessPart, IsSparedUntilItMayHaveReconnected) {
    over_tcp_from_behind_a_nat();
    liveness.lose_connection();
    EXPECT_EQ(world.awaited_connections, 1);
    EXPECT_EQ(liveness.grace(), 180s);
    liveness.prove();
    world.pass(179s);
    EXPECT_FALSE(world.lost_for) << "it may still come back";
    EXPECT_TRUE(peer.quiet()) << "there is no way to it";
    world.is_confirmed = false;
    world.pass(42s);
    EXPECT_EQ(world.offered_again, std::vector{sip::Purpose::refresh}) << "one last time";
    EXPECT_EQ(world.lost_for, calls::HangupCause::unreachable);
}

TEST_F(LivenessPart, ThatAnOfferHadNoAnswerIsNoReasonToMakeItOnceMore) {
    over_tcp_from_behind_a_nat();
    liveness.lose_connection();
    world.is_confirmed = false;
    for (const auto purpose : {sip::Purpose::change, sip::Purpose::show}) {
        liveness.unanswered(purpose);
        world.pass(90s);
    }
    world.pass(1s);
    EXPECT_EQ(world.offered_again, std::vector{sip::Purpose::refresh});
}

TEST_F(LivenessPart, IsAskedAtOnceWhenItHasConnectedAgain) {
    over_tcp_from_behind_a_nat();
    liveness.lose_connection();
    liveness.connected_again({});
    EXPECT_FALSE(liveness.spared());
    world.values.remote_target = "<sip:peer@127.0.0.1:" + std::to_string(peer.port) + ">";
    peer.expect_request("UPDATE", 1s);
}

TEST_F(LivenessPart, OverUdpThereIsNothingToLose) {
    liveness.lose_connection();
    EXPECT_FALSE(liveness.spared());
    EXPECT_EQ(world.awaited_connections, 0);
}

TEST_F(LivenessPart, TellsWhereThePeerSpeaksFromOnceItHasMoved) {
    Peer moved(world, "127.0.0.2", "127.0.0.1");
    moved.call_id = peer.call_id, moved.local = peer.local, moved.remote = peer.remote;
    moved.target = peer.target, moved.cseq = peer.cseq;
    world.on_request = [&](auto incoming, const sip_t&) {
        liveness.note_source(hop_of(world.stack(), *incoming).peer.ip);
        incoming->reply(200);
    };
    peer.send(peer.request("INFO"));
    EXPECT_TRUE(world.facts.empty()) << "where it was";
    moved.cseq = peer.cseq;
    moved.send(moved.request("INFO"));
    moved.send(moved.request("INFO"));
    ASSERT_EQ(world.facts.size(), 1u);
    EXPECT_EQ(world.told<calls::PeerHeard>()->ip, "127.0.0.2");
}

}  // namespace
}  // namespace layby::tests
