// Whom a phone shows after a restart: what the old process said last may have been lost with it.
#include "resumed_inbound.hpp"

namespace layby::tests {
namespace {

TEST_F(ResumedInbound, OfAPhoneWithoutUpdateIsToldWhomItShowsByTheOffer) {
    establish("");
    world.restart();
    ASSERT_TRUE(world.resume(leg, our_media(), false, Party{"Ann Lee", "201", false}));
    const auto invite = peer.expect_request("INVITE");
    EXPECT_NE(invite.header("P-Asserted-Identity").find("Ann Lee"), std::string::npos);
    peer.send(peer.reply(invite, 200, "", peer.sdp()));
    peer.expect_request("ACK");
    end();
}

TEST_F(ResumedInbound, SaysWithTheProofWhomThePhoneShows) {
    establish();
    world.restart();
    ASSERT_TRUE(world.resume(leg, our_media(), false, Party{"Ann Lee", "201", false}));
    EXPECT_NE(prove().header("P-Asserted-Identity").find("Ann Lee"), std::string::npos);
    end();
}

TEST_F(ResumedInbound, SaysAgainWhomThePhoneShowsByThen) {
    establish(with_update + "Supported: timer\r\nSession-Expires: 200\r\n");
    world.restart();
    ASSERT_TRUE(world.resume(leg, our_media(), false, Party{"Ann Lee", "201", false}));
    peer.send(peer.reply(peer.expect_request("UPDATE"), 500));
    world.order(calls::Show{leg, {"Bob Ray", "202", false}});
    peer.send(peer.reply(peer.expect_request("UPDATE"), 500));
    const auto again = peer.expect_request("UPDATE", 2s);
    EXPECT_NE(again.header("P-Asserted-Identity").find("Bob Ray"), std::string::npos);
    peer.send(peer.reply(again, 200));
    const auto refresh = peer.expect_request("UPDATE", 101s);
    EXPECT_EQ(refresh.header("P-Asserted-Identity"), "") << "it is known to show it";
    peer.send(peer.reply(refresh, 200, "Session-Expires: 200;refresher=uac\r\n"));
    end();
}

}  // namespace
}  // namespace layby::tests
