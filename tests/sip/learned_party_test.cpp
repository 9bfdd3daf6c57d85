// Who the peer's party is may change within the call: a trunk is believed, a phone is not.
#include "sip/door/digest.hpp"
#include "sip_world.hpp"

namespace layby::tests {
namespace {

const std::string with_update = "Allow: INVITE, ACK, BYE, UPDATE\r\n";
const std::string bob = "P-Asserted-Identity: \"Bob Ray\" <sip:102@pbx>\r\n";
const Party bob_ray{"Bob Ray", "102", false};

class LearnedParty : public ::testing::Test {
  protected:
    void establish(const std::string& headers = {}) { leg = establish_inbound(world, peer, headers); }
    void expect_bob() { EXPECT_EQ(world.expect<calls::PartyLearned>().party, bob_ray); }
    /// A request that changes nothing in the session says that the peer is still there.
    void expect_nothing_but_itself() {
        world.expect<calls::PeerHeard>();
        EXPECT_TRUE(world.quiet());
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

TEST_F(LearnedParty, ByUpdateWithoutAnOffer) {
    establish();
    peer.send(peer.request("UPDATE", bob));
    peer.expect_response(200, "UPDATE");
    expect_bob();
    expect_nothing_but_itself();
    end();
}

TEST_F(LearnedParty, ByUpdateWithAnOffer) {
    establish();
    peer.send(peer.request("UPDATE", "Remote-Party-ID: \"Bob Ray\" <sip:102@pbx>;party=calling\r\n",
                           peer.sdp(2, "a=sendonly\r\n")));
    expect_bob();
    world.expect<calls::OfferReceived>();
    auto held = our_media();
    held.direction = Direction::recvonly;
    world.order(calls::AcceptOffer{leg, held});
    peer.expect_response(200, "UPDATE");
    end();
}

TEST_F(LearnedParty, ByReinviteWithTheSameSession) {
    establish();
    peer.send(peer.request("INVITE", bob, peer.sdp()));
    peer.expect_response(200, "INVITE");
    expect_bob();
    expect_nothing_but_itself();
    peer.send(peer.ack());
    end();
}

TEST_F(LearnedParty, ByReinviteWithoutAnOffer) {
    establish();
    peer.send(peer.request("INVITE", bob));
    expect_bob();
    world.expect<calls::OfferAsked>();
    world.order(calls::AcceptOffer{leg, our_media()});
    peer.expect_response(200, "INVITE");
    peer.send(peer.ack(peer.sdp()));
    world.expect<calls::OfferAnswered>();
    end();
}

TEST_F(LearnedParty, ByTheAnswerToOurUpdate) {
    establish(with_update);
    world.order(calls::Show{leg, {"Ann Lee", "5551234", false}});
    peer.send(peer.reply(peer.expect_request("UPDATE"), 200, bob));
    expect_bob();
    end();
}

TEST_F(LearnedParty, ByTheAnswerToOurReinvite) {
    establish();
    world.order(calls::Offer{leg, our_media(30010)});
    peer.send(peer.reply(peer.expect_request("INVITE"), 200, bob, peer.sdp(2)));
    peer.expect_request("ACK");
    expect_bob();
    world.expect<calls::OfferAnswered>();
    end();
}

TEST_F(LearnedParty, WhileTheCallStillRings) {
    peer.send(peer.new_invite("201", {}, peer.sdp()));
    leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Alert{leg, {}, desk});
    peer.learn(peer.expect_response(180, "INVITE"));
    peer.send(peer.request("UPDATE", bob));
    peer.expect_response(200, "UPDATE");
    expect_bob();
    EXPECT_TRUE(world.quiet());
    world.order(calls::Refuse{leg, {486, "busy"}});
    peer.expect_response(486, "INVITE");
    peer.send(peer.ack());
    world.expect_nothing_left();
}

TEST_F(LearnedParty, WithThePrivacyItAskedFor) {
    establish();
    peer.send(peer.request("UPDATE", bob + "Privacy: id\r\n"));
    peer.expect_response(200, "UPDATE");
    EXPECT_TRUE(world.expect<calls::PartyLearned>().party.anonymous);
    expect_nothing_but_itself();
    end();
}

TEST_F(LearnedParty, NotByWhatCannotBeRead) {
    establish();
    for (const char* rubbish : {"<>", "\"Bob", "sip:", "<sip:@pbx>", "<mailto:bob@pbx>"}) {
        peer.send(peer.request("UPDATE", "P-Asserted-Identity: " + std::string(rubbish) + "\r\n"));
        peer.expect_response(200, "UPDATE");
        for (const auto& fact : std::exchange(world.facts, {})) {
            const auto* learned = std::get_if<calls::PartyLearned>(&fact);
            EXPECT_FALSE(learned && learned->party.number.empty()) << rubbish;
        }
    }
    end();
}

TEST_F(LearnedParty, NotByARefreshThatSaysNothingAboutIt) {
    establish();
    peer.send(peer.request("UPDATE"));
    peer.expect_response(200, "UPDATE");
    expect_nothing_but_itself();
    end();
}

/// A phone that showed "Ann Lee" must not go on doing so.
TEST_F(LearnedParty, ThatIsAnonymousIsShownAsThat) {
    establish(with_update);
    world.order(calls::Show{leg, {"Bob Ray", "102", true}});
    const auto update = peer.expect_request("UPDATE");
    EXPECT_EQ(update.header("Privacy"), "id") << "a trunk needs to know";
    peer.send(peer.reply(update, 200));
    end();
}

}  // namespace
}  // namespace layby::tests
