// Offers within a dialog, by themselves.
#include "sip/dialog/offer_answer.hpp"

#include "part_world.hpp"

namespace layby::tests {
namespace {

class OfferAnswerPart : public ::testing::Test {
  protected:
    OfferAnswerPart() {
        world.establish(peer);
        world.on_request = [this](auto incoming, const sip_t& sip) {
            offers.invited(std::move(incoming), sip);
        };
    }
    void reinvite(int version) { peer.send(peer.request("INVITE", {}, peer.sdp(version, {}, 41000))); }
    void take_our_offer() { take_our_offer(peer.sdp(9)); }
    void take_our_offer(const std::string& answer) {
        const auto invite = peer.expect_request("INVITE", 5s);
        peer.send(peer.reply(invite, 200, {}, answer));
        peer.expect_request("ACK");
    }

    PartWorld world;
    Peer peer{world};
    sip::SessionClock clock{world};
    sip::Liveness liveness{world, clock};
    sip::OfferAnswer offers{world, clock, liveness};
};

TEST_F(OfferAnswerPart, AcceptsTheirs) {
    reinvite(2);
    ASSERT_TRUE(world.told<calls::OfferReceived>());
    offers.accept(our_media(31000));
    EXPECT_NE(peer.expect_response(200, "INVITE").body.find("m=audio 31000"), std::string::npos);
    EXPECT_EQ(world.values.local_media, our_media(31000));
    EXPECT_EQ(world.values.remote_session->audio.rtp.port, 41000);
    EXPECT_EQ(world.signs_of_life, 1);
}

TEST_F(OfferAnswerPart, RefusesASecondWhileTheFirstIsOpen) {
    reinvite(2);
    reinvite(3);
    EXPECT_EQ(peer.expect_response(500, "INVITE").header("Retry-After"), "1");
}

TEST_F(OfferAnswerPart, WhoMeetsOursIsToTryAgain) {
    offers.offer(our_media(31000));
    peer.expect_request("INVITE");
    reinvite(2);
    peer.expect_response(491, "INVITE");
}

TEST_F(OfferAnswerPart, OursIsRepeatedAfterAGlareNotAtOnce) {
    offers.offer(our_media(31000));
    peer.send(peer.reply(peer.expect_request("INVITE"), 491));
    peer.drop_all();
    offers.offer(our_media(32000));
    EXPECT_TRUE(peer.quiet()) << "a newer one waits, too";
    EXPECT_NE(peer.expect_request("INVITE", 2100ms).body.find("m=audio 32000"), std::string::npos);
}

TEST_F(OfferAnswerPart, TheNewestWaitsForItsTurn) {
    offers.offer(our_media(31000));
    offers.offer(our_media(32000));
    offers.offer(our_media(33000));
    take_our_offer();
    EXPECT_TRUE(world.told<calls::OfferAnswered>()->answer);
    EXPECT_NE(peer.expect_request("INVITE").body.find("m=audio 33000"), std::string::npos);
}

TEST_F(OfferAnswerPart, OursWaitsUntilTheirsIsAcknowledged) {
    reinvite(2);
    offers.offer(our_media(31000));
    offers.accept(our_media());
    peer.learn(peer.expect_response(200, "INVITE"));
    EXPECT_EQ(peer.count("INVITE"), 0u);
    peer.send(peer.ack());
    take_our_offer();
}

TEST_F(OfferAnswerPart, AnAckThatNeverComesEndsTheSession) {
    reinvite(2);
    offers.accept(our_media());
    world.pass(33s);
    EXPECT_EQ(world.lost_for, calls::HangupCause::unreachable);
}

TEST_F(OfferAnswerPart, OursWaitsWhileOurOwnAckIsDue) {
    world.values.inbound = false;
    world.is_confirmed = false;
    offers.offer(our_media(31000));
    EXPECT_TRUE(peer.quiet());
    world.is_confirmed = true;
    offers.next();
    peer.expect_request("INVITE");
}

TEST_F(OfferAnswerPart, ARefreshConcernsNobodyElse) {
    EXPECT_TRUE(offers.again(sip::Purpose::refresh));
    EXPECT_FALSE(offers.again(sip::Purpose::refresh)) << "one is open";
    take_our_offer();
    EXPECT_FALSE(world.told<calls::OfferAnswered>());
}

TEST_F(OfferAnswerPart, APhoneMaySayByItsAnswerToARefreshThatItHolds) {
    offers.again(sip::Purpose::refresh);
    take_our_offer(peer.sdp(2, "a=sendonly\r\n"));
    const auto told = world.told<calls::OfferAnswered>();
    ASSERT_TRUE(told);
    EXPECT_EQ(told->answer->direction, Direction::sendonly);
    peer.send(peer.request("INVITE", {}, peer.sdp(3, "a=sendonly\r\n")));
    peer.expect_response(200, "INVITE");
}

TEST_F(OfferAnswerPart, APhoneMaySayByItsAnswerToARefreshThatItHasMoved) {
    offers.again(sip::Purpose::probe);
    take_our_offer(peer.sdp(2, {}, 41000));
    const auto told = world.told<calls::OfferAnswered>();
    ASSERT_TRUE(told);
    EXPECT_EQ(told->answer->rtp.port, 41000);
}

TEST_F(OfferAnswerPart, ADialogThatThePeerHasForgottenIsLost) {
    offers.offer(our_media(31000));
    peer.send(peer.reply(peer.expect_request("INVITE"), 481));
    EXPECT_EQ(world.lost_for, calls::HangupCause::unreachable);
}

TEST_F(OfferAnswerPart, LetsGoOfBothDirections) {
    reinvite(2);
    offers.release();
    peer.expect_response(487, "INVITE");
}

TEST_F(OfferAnswerPart, AnIdentityThatCanNotBeShownNowHoldsNothingUp) {
    world.values.peer.kind = calls::Origin::Kind::user;
    world.values.transport = Transport::wss;  // without a connection
    offers.show();
    EXPECT_FALSE(world.lost_for);
    EXPECT_EQ(world.awaited_connections, 0) << "a display isn't worth it";
    world.values.transport = Transport::udp;
    offers.offer(our_media(31000));
    take_our_offer();
    EXPECT_TRUE(world.told<calls::OfferAnswered>()->answer);
}

}  // namespace
}  // namespace layby::tests
