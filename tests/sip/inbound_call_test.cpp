// A call that comes in, up to its end, as its peer sees it.
#include "sip_world.hpp"

namespace layby::tests {
namespace {

TEST(InboundCall, IsToldRungAnsweredAndEndedByThePeer) {
    SipWorld world;
    Peer peer(world);
    peer.send(peer.new_invite("701", "", peer.sdp()));
    peer.expect_response(100, "INVITE");
    const auto arrived = world.expect<calls::CallArrived>();
    EXPECT_EQ(arrived.number, "701");
    EXPECT_EQ(arrived.from.kind, calls::Origin::Kind::trunk);
    EXPECT_EQ(arrived.from.name, "outside");
    EXPECT_EQ(arrived.caller.name, "Ann Lee");
    EXPECT_EQ(arrived.caller.number, "5551234");
    EXPECT_EQ(arrived.near_ip, "127.0.0.1");
    ASSERT_TRUE(arrived.offer);
    EXPECT_EQ(arrived.offer->rtp, (calls::Endpoint{"127.0.0.1", 40000}));
    EXPECT_EQ(arrived.offer->digits_8k, 101);

    world.order().ring(arrived.leg, {}, desk);
    const auto ringing = peer.expect_response(180, "INVITE");
    EXPECT_NE(ringing.header("P-Asserted-Identity").find("701"), std::string::npos);
    EXPECT_NE(ringing.header("Remote-Party-ID").find("701"), std::string::npos);

    world.order().answer(arrived.leg, our_media(), desk);
    const auto answer = peer.expect_response(200, "INVITE");
    EXPECT_EQ(tag_of(answer.header("To")), tag_of(ringing.header("To")));
    EXPECT_NE(answer.body.find("m=audio 30000 RTP/AVP 8 0 101"), std::string::npos);
    EXPECT_TRUE(answer.has("Session-Expires"));
    peer.learn(answer);
    peer.send(peer.ack());
    EXPECT_FALSE(world.expect<calls::CallConfirmed>().answer);

    peer.send(peer.request("BYE"));
    peer.expect_response(200, "BYE");
    EXPECT_EQ(world.expect<calls::HungUp>().cause, calls::HangupCause::normal);
    world.expect_nothing_left();
}

TEST(InboundCall, EndedByUsSendsBye) {
    SipWorld world;
    Peer peer(world);
    const auto leg = establish_inbound(world, peer);
    world.order().hang_up(leg);
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.expect_nothing_left();
}

}  // namespace
}  // namespace layby::tests
