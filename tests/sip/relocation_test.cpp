// Our address becomes another one for some peers while calls are up.
#include <gmock/gmock.h>

#include "sip_world.hpp"

namespace layby::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

/// 127.0.0.1 is outside, where we are looked up; 127.0.0.2 is beside us.
struct AMovingOffice : testing::Test {
    SipWorld world{[](sip::Options& options) {
        options.listen = {{Transport::udp, "127.0.0.1", 0}, {Transport::udp, "127.0.0.2", 0}};
        options.trunks[0].addresses.emplace_back("127.0.0.2");
        sip::PeerNetwork outside;
        outside.name = "outside";
        outside.from = {"127.0.0.1"};
        outside.looked_up = true;
        options.networks = {outside};
    }};
    void seen_as(const std::string& ip) { world.front->is_seen_as("outside", {ip, {}}); }
    SipMessage answered(Peer& peer) {
        peer.send(peer.new_invite("701", {}, peer.sdp()));
        const auto call = world.expect<calls::CallArrived>();
        world.order(calls::Answer{call.leg, our_media(), desk});
        const auto answer = peer.expect_response(200, "INVITE");
        peer.learn(answer);
        peer.send(peer.ack());
        world.expect<calls::CallConfirmed>();
        return answer;
    }
};

TEST_F(AMovingOffice, CallsSayWhatIsKnown) {
    Peer peer(world);
    seen_as("203.0.113.9");
    const auto answer = answered(peer);
    EXPECT_THAT(answer.header("Contact"), HasSubstr("@203.0.113.9:"));
    EXPECT_THAT(answer.body, HasSubstr("c=IN IP4 203.0.113.9\r\n"));
}

TEST_F(AMovingOffice, ACallInProgressIsToldByAReinvite) {
    Peer outside(world), inside(world, "127.0.0.2", "127.0.0.2");
    seen_as("203.0.113.9");
    answered(outside);
    EXPECT_THAT(answered(inside).body, HasSubstr("c=IN IP4 127.0.0."));
    seen_as("203.0.113.10");
    const auto again = outside.expect_request("INVITE", 1s);
    EXPECT_THAT(again.header("Contact"), HasSubstr("@203.0.113.10:"));
    EXPECT_THAT(again.body, HasSubstr("c=IN IP4 203.0.113.10\r\n"));
    EXPECT_THAT(again.body, HasSubstr("m=audio 30000 ")) << "as agreed";
    outside.send(outside.reply(again, 200, {}, outside.sdp(2)));
    EXPECT_THAT(outside.expect_request("ACK").body, "");
    world.pass(3s);
    EXPECT_EQ(inside.count("INVITE"), 0u) << "it sees us where we were";
    seen_as("203.0.113.10");
    world.pass(3s);
    EXPECT_EQ(outside.count("INVITE"), 0u) << "nothing new";
}

TEST_F(AMovingOffice, ACallThatIsJustBeginningIsToldWhenItIsUp) {
    Peer peer(world);
    seen_as("203.0.113.9");
    peer.send(peer.new_invite("701", {}, peer.sdp()));
    const auto call = world.expect<calls::CallArrived>();
    seen_as("203.0.113.10");
    world.pass(2s);
    world.order(calls::Answer{call.leg, our_media(), desk});
    peer.learn(peer.expect_response(200, "INVITE"));
    peer.send(peer.ack());
    world.expect<calls::CallConfirmed>();
    EXPECT_THAT(peer.expect_request("INVITE", 2s).header("Contact"), HasSubstr("@203.0.113.10:"));
}

/// A router that lets in only whom its phone has called, say: the call goes on, and is told again.
TEST_F(AMovingOffice, WhoDoesNotAnswerIsAskedAgainAndStays) {
    Peer peer(world);
    seen_as("203.0.113.9");
    answered(peer);
    seen_as("203.0.113.10");
    peer.expect_request("INVITE", 1s);
    world.pass(33s);
    EXPECT_TRUE(world.quiet()) << "nobody has hung up";
    EXPECT_EQ(peer.count("BYE"), 0u);
    while (peer.count("INVITE") > 0) peer.expect_request("INVITE");
    const auto again = peer.expect_request("INVITE", 12s);
    EXPECT_THAT(again.body, HasSubstr("c=IN IP4 203.0.113.10\r\n"));
    peer.send(peer.reply(again, 200, {}, peer.sdp(2)));
    peer.expect_request("ACK");
    world.pass(100s);
    EXPECT_EQ(peer.count("INVITE"), 0u);
}

/// Glare, or a provider with whom we aren't registered from there yet.
TEST_F(AMovingOffice, WhoRefusesIsAskedAgain) {
    for (const int status : {491, 403}) {
        Peer peer(world);
        seen_as("203.0.113.9");
        answered(peer);
        seen_as("203.0.113.10");
        const auto first = peer.expect_request("INVITE", 1s);
        peer.send(peer.reply(first, status));
        peer.expect_request("ACK");
        const auto again = peer.expect_request("INVITE", 10s);
        EXPECT_THAT(again.body, HasSubstr("c=IN IP4 203.0.113.10\r\n")) << status;
        peer.send(peer.reply(again, 200, {}, peer.sdp(2)));
        peer.expect_request("ACK");
    }
}

TEST_F(AMovingOffice, ManyCallsAreToldOneAfterTheOther) {
    constexpr int many = 30;
    std::vector<std::unique_ptr<Peer>> peers;
    for (int i = 0; i < many; ++i) answered(*peers.emplace_back(std::make_unique<Peer>(world)));
    seen_as("203.0.113.9");
    world.settle();
    const auto told = [&] {
        return std::ranges::count_if(peers, [](const auto& peer) { return peer->count("INVITE") > 0; });
    };
    EXPECT_LE(told(), 2);
    world.pass(400ms);
    EXPECT_EQ(told(), many);
}

}  // namespace
}  // namespace layby::tests
