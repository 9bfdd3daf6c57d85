// Offers within a call, in both directions, and their collisions.
#include "sip_world.hpp"

namespace layby::tests {
namespace {

/// Our re-INVITE and the call end, and nothing is left.
void gives_up(SipWorld& world, Peer& peer, const SipMessage& invite) {
    peer.send(peer.reply(peer.expect_request("CANCEL"), 200));
    peer.send(peer.reply(invite, 487));
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.expect_nothing_left();
}

class Offers : public ::testing::Test {
  protected:
    Offers() : leg(establish_inbound(world, peer, "Allow: INVITE, ACK, BYE, UPDATE\r\n")) {}
    void end() {
        world.order(calls::HangUp{leg});
        peer.send(peer.reply(peer.expect_request("BYE"), 200));
        world.expect_nothing_left();
    }
    std::string hold(int version = 2) { return peer.sdp(version, "a=sendonly\r\n"); }

    SipWorld world{[](sip::Options& options) { options.trunks[0].addresses.push_back("127.0.0.3"); }};
    Peer peer{world};
    LegId leg;
};

MediaDescription listening() {
    auto media = our_media();
    media.direction = Direction::recvonly;
    return media;
}

TEST_F(Offers, HoldByReinviteIsToldAndAnswered) {
    peer.send(peer.request("INVITE", "", hold()));
    EXPECT_EQ(world.expect<calls::OfferReceived>().offer.direction, Direction::sendonly);
    world.order(calls::AcceptOffer{leg, listening()});
    const auto answer = peer.expect_response(200, "INVITE");
    EXPECT_NE(answer.body.find("a=recvonly"), std::string::npos);
    EXPECT_NE(answer.body.find(" 2 IN IP4"), std::string::npos) << "a new version for a new text";
    peer.send(peer.ack());
    EXPECT_TRUE(world.quiet());
    end();
}

TEST_F(Offers, HoldByUpdateIsAnsweredAtOnce) {
    peer.send(peer.request("UPDATE", "", hold()));
    world.expect<calls::OfferReceived>();
    world.order(calls::AcceptOffer{leg, listening()});
    EXPECT_NE(peer.expect_response(200, "UPDATE").body.find("a=recvonly"), std::string::npos);
    end();
}

/// The engine alone learns of it: the peer may be found in another place now.
TEST_F(Offers, TheSameAgainIsAnsweredAndChangesNothing) {
    peer.send(peer.request("INVITE", "", peer.sdp()));
    const auto answer = peer.expect_response(200, "INVITE");
    EXPECT_NE(answer.body.find("m=audio 30000"), std::string::npos);
    EXPECT_NE(answer.body.find(" 1 IN IP4"), std::string::npos) << "the same version";
    EXPECT_EQ(world.expect<calls::PeerHeard>().ip, "127.0.0.1");
    peer.send(peer.ack());
    peer.send(peer.request("UPDATE", "", peer.sdp(2)));
    peer.expect_response(200, "UPDATE");
    EXPECT_EQ(world.expect<calls::PeerHeard>().leg, leg);
    peer.send(peer.request("UPDATE"));
    EXPECT_TRUE(peer.expect_response(200, "UPDATE").body.empty());
    EXPECT_EQ(world.expect<calls::PeerHeard>().leg, leg);
    EXPECT_TRUE(world.quiet());
    end();
}

TEST_F(Offers, ThePeerIsToldToSpeakFromAnotherAddressWhenItDoes) {
    Peer moved{world, "127.0.0.3", "127.0.0.1"};
    moved.call_id = peer.call_id, moved.local = peer.local, moved.remote = peer.remote;
    moved.target = peer.target, moved.cseq = peer.cseq;
    moved.send(moved.request("OPTIONS"));
    moved.expect_response(200, "OPTIONS");
    EXPECT_EQ(world.expect<calls::PeerHeard>().ip, "127.0.0.3");
    moved.send(moved.request("OPTIONS"));
    moved.expect_response(200, "OPTIONS");
    EXPECT_TRUE(world.quiet()) << "only once";
    peer.cseq = moved.cseq;
    end();
}

TEST_F(Offers, ReinviteWithoutOneAsksForOurs) {
    peer.send(peer.request("INVITE"));
    world.expect<calls::OfferAsked>();
    world.order(calls::AcceptOffer{leg, our_media()});
    EXPECT_NE(peer.expect_response(200, "INVITE").body.find("m=audio 30000"), std::string::npos);
    peer.send(peer.ack(peer.sdp(2, "a=sendrecv\r\n", 41000)));
    const auto answered = world.expect<calls::OfferAnswered>();
    ASSERT_TRUE(answered.answer);
    EXPECT_EQ(answered.answer->rtp.port, 41000);
    end();
}

TEST_F(Offers, ThatNobodyCanUseAreRefusedAndTheSessionStays) {
    peer.send(peer.request("INVITE", "", hold()));
    world.expect<calls::OfferReceived>();
    world.order(calls::RefuseOffer{leg, {488, ""}});
    peer.expect_response(488, "INVITE");
    peer.send(peer.ack());
    peer.send(peer.request("INVITE", "", "v=0\r\nrubbish\r\n"));
    peer.expect_response(400, "INVITE");
    peer.send(peer.ack());
    peer.send(peer.request("INVITE", "", peer.sdp()));
    peer.expect_response(200, "INVITE");
    peer.send(peer.ack());
    world.expect<calls::PeerHeard>();
    EXPECT_TRUE(world.quiet()) << "the first session is still the agreed one";
    end();
}

TEST_F(Offers, OverlappingOnesAreToldToWait) {
    peer.send(peer.request("INVITE", "", hold()));
    world.expect<calls::OfferReceived>();
    peer.send(peer.request("UPDATE", "", hold(3)));
    EXPECT_TRUE(peer.expect_response(500, "UPDATE").has("Retry-After"));
    world.order(calls::AcceptOffer{leg, listening()});
    peer.expect_response(200, "INVITE");
    peer.send(peer.ack());
    end();
}

TEST_F(Offers, CancelledBeforeTheAnswerAreAskedAbout) {
    peer.send(peer.request("INVITE", "", hold()));
    world.expect<calls::OfferReceived>();
    peer.send(peer.request("CANCEL"));
    peer.expect_response(200, "CANCEL");
    peer.expect_response(487, "INVITE");
    peer.send(peer.ack());
    world.order(calls::AcceptOffer{leg, listening()});
    EXPECT_EQ(peer.count("SIP/2.0 200 OK"), 0u);
    const auto asked = peer.expect_request("INVITE");
    EXPECT_NE(asked.body.find("a=sendrecv"), std::string::npos);
    peer.send(peer.reply(asked, 200, "", peer.sdp(2)));
    EXPECT_EQ(world.expect<calls::OfferAnswered>().answer->direction, Direction::sendrecv)
        << "we don't believe that it holds";
    peer.drop_all();
    end();
}

TEST_F(Offers, ThatHaveOtherKeysHoldForWhatWaitsToo) {
    auto secured = [](std::uint16_t port, std::uint8_t seed) {
        auto media = our_media(port);
        SrtpKey::Bytes bytes{};
        bytes.fill(seed);
        media.crypto = {{1, {SrtpCipher::cm_128_80, bytes}}};
        return media;
    };
    world.order(calls::Offer{leg, secured(30500, 1)});
    const auto old_key = peer.expect_request("INVITE");
    peer.send(peer.reply(old_key, 491));
    peer.expect_request("ACK");
    peer.send(peer.request("INVITE", "", hold()));
    world.expect<calls::OfferReceived>();
    world.order(calls::AcceptOffer{leg, secured(30500, 2)});
    peer.expect_response(200, "INVITE");
    peer.send(peer.ack());
    const auto again = peer.expect_request("INVITE", 2100ms);
    EXPECT_NE(again.body.find("inline:AgIC"), std::string::npos) << again.body;
    EXPECT_EQ(again.body.find("inline:AQEB"), std::string::npos) << "that key isn't ours any more";
    peer.send(peer.reply(again, 200, "", hold(3)));
    world.expect<calls::OfferAnswered>();
    peer.drop_all();
    end();
}

TEST_F(Offers, AnswerThatIsNeverAcknowledgedEndsTheCall) {
    peer.send(peer.request("INVITE", "", hold()));
    world.expect<calls::OfferReceived>();
    world.order(calls::AcceptOffer{leg, listening()});
    EXPECT_EQ(world.expect<calls::HungUp>(40s).cause, calls::HangupCause::unreachable);
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.expect_nothing_left();
}

TEST_F(Offers, OursAreSentAcknowledgedAndTold) {
    world.order(calls::Offer{leg, our_media(30500)});
    const auto invite = peer.expect_request("INVITE");
    EXPECT_NE(invite.body.find("m=audio 30500"), std::string::npos);
    peer.send(peer.reply(invite, 200, "", peer.sdp(2, "a=sendrecv\r\n", 41000)));
    EXPECT_EQ(peer.expect_request("ACK").cseq(), invite.cseq());
    EXPECT_EQ(world.expect<calls::OfferAnswered>().answer->rtp.port, 41000);
    end();
}

TEST_F(Offers, OursRefusedLeaveTheSession) {
    world.order(calls::Offer{leg, our_media(30500)});
    peer.send(peer.reply(peer.expect_request("INVITE"), 488));
    EXPECT_FALSE(world.expect<calls::OfferAnswered>().answer);
    end();
}

/// It may have vanished after its first word, and while this is open nobody can ask it anything.
TEST_F(Offers, OursThatThePeerWorksOnForEverEndTheCall) {
    world.order(calls::Offer{leg, our_media(30500)});
    const auto invite = peer.expect_request("INVITE");
    peer.send(peer.reply(invite, 100));
    world.pass(100s);
    world.order(calls::Probe{leg});
    peer.send(peer.reply(peer.expect_request("UPDATE"), 200));
    world.pass(80s);
    EXPECT_EQ(peer.count("BYE"), 0u);
    EXPECT_EQ(world.expect<calls::HungUp>(10s).cause, calls::HangupCause::unreachable);
    gives_up(world, peer, invite);
}

TEST(OffersWithoutUpdate, ThatThePeerWorksOnForEverEndTheCallHoweverOftenItIsProbed) {
    SipWorld world;
    Peer peer{world};
    const auto leg = establish_inbound(world, peer, "Allow: INVITE, ACK, BYE\r\n");
    world.order(calls::Probe{leg});
    const auto invite = peer.expect_request("INVITE");
    peer.send(peer.reply(invite, 183));
    for (int minutes = 0; minutes < 3; ++minutes) {
        world.pass(1min);
        EXPECT_EQ(peer.count("BYE"), 0u);
        world.order(calls::Probe{leg});
    }
    EXPECT_EQ(world.expect<calls::HungUp>(10s).cause, calls::HangupCause::silent);
    gives_up(world, peer, invite);
}

TEST_F(Offers, GlareOnTheirSideIsRefusedWith491) {
    world.order(calls::Offer{leg, our_media(30500)});
    const auto ours = peer.expect_request("INVITE");
    peer.send(peer.request("INVITE", "", hold()));
    peer.expect_response(491, "INVITE");
    peer.send(peer.ack());
    peer.send(peer.reply(ours, 200, "", peer.sdp(2)));
    peer.expect_request("ACK");
    world.expect<calls::OfferAnswered>();
    end();
}

TEST_F(Offers, GlareOnOurSideIsTriedAgainAfterAMoment) {
    world.order(calls::Offer{leg, our_media(30500)});
    peer.send(peer.reply(peer.expect_request("INVITE"), 491));
    peer.expect_request("ACK");
    const auto again = peer.expect_request("INVITE", 2100ms);
    EXPECT_NE(again.body.find("m=audio 30500"), std::string::npos);
    peer.send(peer.reply(again, 200, "", peer.sdp(2)));
    world.expect<calls::OfferAnswered>();
    peer.drop_all();
    end();
}

TEST_F(Offers, TheirsComeWhileOursWaitAfterGlare) {
    world.order(calls::Offer{leg, our_media(30500)});
    peer.send(peer.reply(peer.expect_request("INVITE"), 491));
    peer.expect_request("ACK");
    peer.send(peer.request("INVITE", "", hold()));
    world.expect<calls::OfferReceived>();
    world.order(calls::AcceptOffer{leg, listening()});
    peer.expect_response(200, "INVITE");
    peer.send(peer.ack());
    peer.send(peer.reply(peer.expect_request("INVITE", 2100ms), 200, "", hold(3)));
    world.expect<calls::OfferAnswered>();
    peer.drop_all();
    end();
}

TEST_F(Offers, OursWaitsForTheirs) {
    peer.send(peer.request("INVITE", "", hold()));
    world.expect<calls::OfferReceived>();
    world.order(calls::Offer{leg, our_media(30500)});
    EXPECT_EQ(peer.count("INVITE"), 0u);
    world.order(calls::AcceptOffer{leg, listening()});
    peer.expect_response(200, "INVITE");
    EXPECT_EQ(peer.count("INVITE"), 0u);
    peer.send(peer.ack());
    peer.send(peer.reply(peer.expect_request("INVITE"), 200, "", hold(3)));
    world.expect<calls::OfferAnswered>();
    peer.drop_all();
    end();
}

TEST_F(Offers, OursToAPeerThatForgotTheCallEndsIt) {
    world.order(calls::Offer{leg, our_media(30500)});
    peer.send(peer.reply(peer.expect_request("INVITE"), 481));
    EXPECT_EQ(world.expect<calls::HungUp>().cause, calls::HangupCause::unreachable);
    peer.send(peer.reply(peer.expect_request("BYE"), 481));
    world.expect_nothing_left();
}

TEST_F(Offers, ByeWhileOneIsOpenEndsBoth) {
    peer.send(peer.request("INVITE", "", hold()));
    world.expect<calls::OfferReceived>();
    peer.send(peer.request("BYE"));
    peer.expect_response(200, "BYE");
    peer.expect_response(487, "INVITE");
    world.expect<calls::HungUp>();
    world.expect_nothing_left();
}

TEST_F(Offers, OldSequenceNumbersAreRefused) {
    peer.cseq = 0;
    peer.send(peer.request("INFO"));
    peer.expect_response(500, "INFO");
    peer.cseq = 10;
    end();
}

TEST_F(Offers, VideoIsRefusedInItsPlaceAndStaysSo) {
    const auto with_video = peer.sdp(2, "a=sendonly\r\nm=video 5000 RTP/AVP 99\r\n");
    peer.send(peer.request("INVITE", "", with_video));
    world.expect<calls::OfferReceived>();
    world.order(calls::AcceptOffer{leg, listening()});
    EXPECT_NE(peer.expect_response(200, "INVITE").body.find("m=video 0 RTP/AVP 99"), std::string::npos);
    peer.send(peer.ack());
    world.order(calls::Offer{leg, our_media(30500)});
    const auto ours = peer.expect_request("INVITE");
    EXPECT_NE(ours.body.find("m=video 0 RTP/AVP 99"), std::string::npos);
    peer.send(peer.reply(ours, 200, "", with_video));
    world.expect<calls::OfferAnswered>();
    peer.drop_all();
    end();
}

}  // namespace
}  // namespace layby::tests
