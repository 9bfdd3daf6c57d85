// What else happens in a call: keys, display, sessions that live and die.
#include "sip_world.hpp"

namespace layby::tests {
namespace {

const std::string allows_update = "Allow: INVITE, ACK, BYE, UPDATE\r\n";

void end(SipWorld& world, Peer& peer, LegId leg) {
    world.order(calls::HangUp{leg});
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.expect_nothing_left();
}

TEST(InDialog, KeysComeByInfo) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer);
    peer.send(peer.request("INFO", "", "Signal=5\r\nDuration=160\r\n", "application/dtmf-relay"));
    peer.expect_response(200, "INFO");
    const auto key = world.expect<calls::InfoDigit>();
    EXPECT_EQ(key.digit, '5');
    EXPECT_EQ(key.length, 160ms);
    peer.send(peer.request("INFO", "", "rubbish", "application/dtmf-relay"));
    peer.expect_response(400, "INFO");
    peer.send(peer.request("INFO", "", "<x/>", "application/media_control+xml"));
    peer.expect_response(415, "INFO");
    EXPECT_TRUE(world.quiet());
    end(world, peer, leg);
}

TEST(InDialog, KeysGoByInfo) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer);
    world.order(calls::SendDigit{leg, '#', 250ms});
    const auto info = peer.expect_request("INFO");
    EXPECT_EQ(info.header("Content-Type"), "application/dtmf-relay");
    EXPECT_EQ(info.body, "Signal=#\r\nDuration=250\r\n");
    peer.send(peer.reply(info, 200));
    end(world, peer, leg);
}

TEST(InDialog, OtherRequestsAreAnsweredAsTheirMethodDeserves) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer);
    const std::pair<const char*, int> expected[] = {{"OPTIONS", 200},   {"MESSAGE", 200}, {"NOTIFY", 481},
                                                    {"SUBSCRIBE", 489}, {"DANCE", 501},   {"PUBLISH", 405}};
    for (const auto& [method, status] : expected) {
        peer.send(peer.request(method));
        peer.expect_response(status, method);
    }
    EXPECT_TRUE(world.quiet());
    end(world, peer, leg);
}

TEST(InDialog, RequestsThatRequireTheUnknownAreRefused) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer);
    peer.send(peer.request("INVITE", "Require: teleport\r\n", peer.sdp(2)));
    EXPECT_EQ(peer.expect_response(420, "INVITE").header("Unsupported"), "teleport");
    peer.send(peer.ack());
    end(world, peer, leg);
}

TEST(InDialog, AnotherPartyIsShownByUpdateWhereThePhoneAllows) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer, allows_update);
    world.order(calls::Show{leg, {"Ann Lee", "5551234", false}});
    const auto update = peer.expect_request("UPDATE");
    EXPECT_NE(update.header("P-Asserted-Identity").find("5551234"), std::string::npos);
    EXPECT_NE(update.header("Remote-Party-ID").find("Ann Lee"), std::string::npos);
    EXPECT_TRUE(update.body.empty());
    peer.send(peer.reply(update, 200));
    end(world, peer, leg);
}

TEST(InDialog, WhoeverTakesTheOthersPlaceBeforeTheAckIsShownAfterIt) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", allows_update, peer.sdp()));
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Answer{leg, our_media(), desk});
    peer.learn(peer.expect_response(200, "INVITE"));
    world.order(calls::Show{leg, {"Ann Lee", "5551234", false}});
    EXPECT_EQ(peer.count("UPDATE"), 0u);
    peer.send(peer.ack());
    world.expect<calls::CallConfirmed>();
    const auto update = peer.expect_request("UPDATE");
    EXPECT_NE(update.header("P-Asserted-Identity").find("5551234"), std::string::npos);
    peer.send(peer.reply(update, 200));
    end(world, peer, leg);
}

TEST(InDialog, NothingIsShownToATrunkWithoutUpdate) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer);
    world.order(calls::Show{leg, {"Ann Lee", "5551234", false}});
    EXPECT_TRUE(peer.quiet());
    end(world, peer, leg);
}

TEST(InDialog, SessionIsRefreshedByUpdateAtHalfItsTime) {
    SipWorld world;
    Peer peer(world);
    const auto leg =
        establish_inbound(world, peer, allows_update + "Supported: timer\r\nSession-Expires: 200\r\n");
    const auto update = peer.expect_request("UPDATE", 101s);
    EXPECT_EQ(update.header("Session-Expires"), "200;refresher=uac");
    peer.send(peer.reply(update, 200, "Session-Expires: 200;refresher=uac\r\n"));
    peer.send(peer.reply(peer.expect_request("UPDATE", 101s), 200, "Session-Expires: 200;refresher=uac\r\n"));
    EXPECT_TRUE(world.quiet());
    end(world, peer, leg);
}

TEST(InDialog, SessionOfAPhoneWithoutUpdateIsRefreshedWithTheSameWords) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer, "Supported: timer\r\nSession-Expires: 200\r\n");
    const auto invite = peer.expect_request("INVITE", 101s);
    EXPECT_NE(invite.body.find(" 1 IN IP4"), std::string::npos) << "the same version";
    peer.send(peer.reply(invite, 200, "Session-Expires: 200;refresher=uac\r\n", peer.sdp()));
    peer.expect_request("ACK");
    EXPECT_TRUE(world.quiet()) << "a refresh concerns nobody else";
    end(world, peer, leg);
}

TEST(InDialog, SessionThatThePeerForgetsToRefreshEnds) {
    SipWorld world;
    Peer peer(world);
    establish_inbound(world, peer, "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n");
    world.pass(50s);
    peer.send(peer.request("UPDATE", "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n"));
    peer.expect_response(200, "UPDATE");
    world.pass(59s);
    world.expect<calls::PeerHeard>();
    EXPECT_TRUE(world.quiet()) << "the refresh counts from now";
    EXPECT_EQ(world.expect<calls::HungUp>(3s).cause, calls::HangupCause::unreachable);
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.expect_nothing_left();
}

TEST(InDialog, SessionWhoseRefreshIsNotAnsweredEnds) {
    SipWorld world;
    Peer peer(world);
    establish_inbound(world, peer, allows_update + "Supported: timer\r\nSession-Expires: 100\r\n");
    peer.expect_request("UPDATE", 51s);
    EXPECT_EQ(world.expect<calls::HungUp>(33s).cause, calls::HangupCause::unreachable);
    world.expect_nothing_left();
}

TEST(InDialog, SessionWhosePeerHasLeftItsPortEnds) {
    SipWorld world;
    LegId leg;
    {
        Peer peer(world);
        leg = establish_inbound(world, peer, allows_update);
    }
    world.order(calls::Probe{leg});
    EXPECT_EQ(world.expect<calls::HungUp>(33s).cause, calls::HangupCause::silent);
    world.expect_nothing_left();
}

TEST(InDialog, RefreshThatIsRefusedShowsThatThePeerLives) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer);
    world.order(calls::Probe{leg});
    peer.send(peer.reply(peer.expect_request("INVITE"), 488));
    world.pass(60s);
    EXPECT_TRUE(world.quiet());
    peer.drop_all();
    end(world, peer, leg);
}

TEST(InDialog, RefreshWhoseIntervalIsTooShortIsRepeatedLonger) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer, allows_update);
    world.order(calls::Probe{leg});
    peer.send(peer.reply(peer.expect_request("UPDATE"), 422, "Min-SE: 3600\r\n"));
    const auto longer = peer.expect_request("UPDATE");
    EXPECT_EQ(longer.header("Session-Expires"), "3600;refresher=uac");
    peer.send(peer.reply(longer, 422, "Min-SE: 3600\r\n"));
    EXPECT_EQ(peer.count("UPDATE"), 0u) << "no endless bargaining";
    end(world, peer, leg);
}

TEST(InDialog, ProbeOfALivingPeerSaysNothing) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer, allows_update);
    world.order(calls::Probe{leg});
    peer.send(peer.reply(peer.expect_request("UPDATE"), 200));
    EXPECT_TRUE(world.quiet());
    end(world, peer, leg);
}

TEST(InDialog, ProbeOfADeadPeerEndsTheCall) {
    SipWorld world;
    Peer peer(world);
    establish_inbound(world, peer, allows_update);
    world.order(calls::Probe{establish_inbound(world, peer, allows_update)});
    peer.send(peer.reply(peer.expect_request("UPDATE"), 481));
    EXPECT_EQ(world.expect<calls::HungUp>().cause, calls::HangupCause::silent);
    peer.send(peer.reply(peer.expect_request("BYE"), 481));
    EXPECT_TRUE(world.quiet());
}

TEST(InDialog, ProbeWithoutUpdateIsAReinvite) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer);
    world.order(calls::Probe{leg});
    peer.expect_request("INVITE");
    EXPECT_EQ(world.expect<calls::HungUp>(40s).cause, calls::HangupCause::silent);
    world.expect_nothing_left();
}

}  // namespace
}  // namespace layby::tests
