// A phone that doesn't allow UPDATE is shown another party by a re-INVITE that changes nothing else.
#include "sip/door/digest.hpp"
#include "sip_world.hpp"

namespace layby::tests {
namespace {

/// User 201's phone, rung and answered without Allow: UPDATE.
class ShownByOffer : public ::testing::Test {
  protected:
    ShownByOffer() : world{[](sip::Options& options) { options.trunks.clear(); }} {
        register_phone();
        calls::OutboundCall order;
        order.to = calls::OutboundCall::To::device;
        order.device = world.devices_of("201").at(0).id;
        order.user = "201";
        order.offer = our_media();
        leg = world.new_leg();
        world.order(calls::PlaceCall{leg, order});
        const auto invite = phone.expect_request("INVITE");
        phone.learn(invite);
        phone.send(phone.reply(invite, 200, "", phone.sdp()));
        world.expect<calls::CallAnswered>();
        phone.expect_request("ACK");
        first_offer = invite.body;
    }
    void register_phone() {
        const auto registration = [&](const std::string& headers) {
            phone.new_invite("201");
            phone.local = "<sip:201@layby>;tag=reg";
            phone.remote = "<sip:201@layby>";
            phone.target = "sip:layby";
            return phone.request("REGISTER", headers);
        };
        phone.send(registration({}));
        const auto challenge = phone.expect_response(401, "REGISTER").all("WWW-Authenticate");
        const auto proof =
            sip::digest::answer(challenge, {"201", "secret201"}, "REGISTER", "sip:layby", "cn");
        phone.send(registration("Authorization: " + proof.value_or("") + "\r\n"));
        phone.expect_response(200, "REGISTER");
        world.standing_timers = world.front->counters().timers;
    }
    void show() { world.order(calls::Show{leg, {"Ann Lee", "5551234", false}}); }
    void end() {
        world.order(calls::HangUp{leg});
        phone.send(phone.reply(phone.expect_request("BYE"), 200));
        world.expect_nothing_left();
    }

    SipWorld world;
    Peer phone{world};
    LegId leg;
    std::string first_offer;
};

TEST_F(ShownByOffer, WithTheSameSessionAndNobodyIsTold) {
    show();
    const auto invite = phone.expect_request("INVITE");
    EXPECT_NE(invite.header("P-Asserted-Identity").find("5551234"), std::string::npos);
    EXPECT_NE(invite.header("Remote-Party-ID").find("Ann Lee"), std::string::npos);
    EXPECT_EQ(invite.body.substr(0, invite.body.find("s=")), first_offer.substr(0, first_offer.find("s=")))
        << "no new version";
    phone.send(phone.reply(invite, 200, "", phone.sdp()));
    phone.expect_request("ACK");
    EXPECT_TRUE(world.quiet());
    end();
}

TEST_F(ShownByOffer, WhoIsAnonymousTakesThePlaceOfWhoWasShown) {
    world.order(calls::Show{leg, {"Ann Lee", "5551234", true}});
    const auto invite = phone.expect_request("INVITE");
    EXPECT_EQ(invite.header("P-Asserted-Identity"), "\"Anonymous\" <sip:anonymous@anonymous.invalid>");
    EXPECT_EQ(invite.header("Remote-Party-ID").find("5551234"), std::string::npos);
    phone.send(phone.reply(invite, 200, "", phone.sdp()));
    phone.expect_request("ACK");
    end();
}

TEST_F(ShownByOffer, APhoneCannotClaimToBeSomebodyElse) {
    phone.send(phone.request("UPDATE", "P-Asserted-Identity: \"Boss\" <sip:999@layby>\r\n"));
    phone.expect_response(200, "UPDATE");
    world.expect<calls::PeerHeard>();
    EXPECT_TRUE(world.quiet());
    end();
}

TEST_F(ShownByOffer, NotWhileAnotherOfferIsOpen) {
    phone.send(phone.request("INVITE", "", phone.sdp(2, "a=sendonly\r\n")));
    world.expect<calls::OfferReceived>();
    show();
    EXPECT_EQ(phone.count("INVITE"), 0U);
    auto held = our_media();
    held.direction = Direction::recvonly;
    world.order(calls::AcceptOffer{leg, held});
    phone.expect_response(200, "INVITE");
    show();
    EXPECT_EQ(phone.count("INVITE"), 0U) << "its ACK is still to come";
    phone.send(phone.ack());
    world.settle();
    show();
    phone.send(phone.reply(phone.expect_request("INVITE"), 488));
    phone.drop_all();
    end();
}

TEST_F(ShownByOffer, APhoneThatRefusesOrCollidesKeepsItsCallAndIsNotAskedAgain) {
    for (const int status : {488, 491, 500}) {
        show();
        phone.send(phone.reply(phone.expect_request("INVITE"), status));
        phone.expect_request("ACK");
        world.pass(5s);
        EXPECT_EQ(phone.count("INVITE"), 0U);
        EXPECT_TRUE(world.quiet());
    }
    end();
}

TEST_F(ShownByOffer, AnOfferOfOursWaitsForItsEnd) {
    show();
    auto held = our_media();
    held.direction = Direction::sendonly;
    world.order(calls::Offer{leg, held});
    const auto shown = phone.expect_request("INVITE");
    EXPECT_EQ(phone.count("INVITE"), 0U);
    phone.send(phone.reply(shown, 200, "", phone.sdp()));
    phone.expect_request("ACK");
    const auto offered = phone.expect_request("INVITE");
    EXPECT_FALSE(offered.has("P-Asserted-Identity"));
    phone.send(phone.reply(offered, 200, "", phone.sdp(2, "a=recvonly\r\n")));
    world.expect<calls::OfferAnswered>();
    phone.expect_request("ACK");
    end();
}

}  // namespace
}  // namespace layby::tests
