// Connections that nobody vouches for, and those of phones.
#include "connection.hpp"

namespace layby::tests {
namespace {

void strangers_only(sip::Options& options) { options.trunks.clear(); }

TEST(TcpStrangers, ASilentConnectionEndsAfterTenSeconds) {
    SipWorld world(strangers_only);
    Connection stranger(world);
    world.pass(9900ms);
    EXPECT_FALSE(stranger.closed());
    world.pass(200ms);
    EXPECT_TRUE(stranger.closed());
    EXPECT_EQ(world.front->counters().ended_connections, 1u);
    world.expect_nothing_left();
}

TEST(TcpStrangers, SoDoesOneThatSendsOneByteNowAndThen) {
    SipWorld world(strangers_only);
    Connection stranger(world);
    const auto invite = stranger.words.new_invite("701");
    for (std::size_t i = 0; i < 10; ++i) {
        stranger.send(invite.substr(i, 1));
        world.pass(1s);
    }
    world.pass(100ms);
    EXPECT_TRUE(stranger.closed());
}

TEST(TcpStrangers, ARequestKeepsItOpenForTenMore) {
    SipWorld world(strangers_only);
    Connection stranger(world);
    world.pass(8s);
    stranger.words.new_invite("701");
    stranger.send(stranger.words.request("OPTIONS"));
    stranger.expect("SIP/2.0 200");
    world.pass(8s);
    EXPECT_FALSE(stranger.closed());
    world.pass(3s);
    EXPECT_TRUE(stranger.closed());
}

TEST(TcpStrangers, TheConnectionOfARegisteredPhoneStays) {
    SipWorld world;
    Connection phone(world);
    const auto contact = "<sip:201@127.0.0.1:5062;transport=tcp>";
    phone.send(registration(phone.words, contact));
    const auto challenge = phone.expect("SIP/2.0 401");
    phone.send(registration(phone.words, contact, proof(challenge, "REGISTER", "sip:layby")));
    phone.expect("SIP/2.0 200");
    world.pass(1min);
    EXPECT_FALSE(phone.closed());
    const auto devices = world.devices_of("201");
    ASSERT_EQ(devices.size(), 1u);
    const auto leg = ring_device(world, devices[0].id);
    phone.expect("INVITE");
    world.order(calls::HangUp{leg});
}

TEST(TcpStrangers, ATrunksConnectionStaysWithoutARequest) {
    SipWorld world;
    Connection trunk(world);
    world.pass(1min);
    EXPECT_FALSE(trunk.closed());
}

TEST(TcpStrangers, ABurstOfRequestsIsAnsweredToTheLast) {
    SipWorld world;
    Connection trunk(world);
    std::string burst;
    trunk.words.new_invite("701");
    for (int i = 0; i < 400; ++i) burst += trunk.words.request("OPTIONS");
    EXPECT_GT(burst.size(), 65536u);
    trunk.send(burst);
    for (int i = 0; i < 400; ++i)
        ASSERT_TRUE(trunk.expect("SIP/2.0 200").start.starts_with("SIP/2.0 200")) << i;
}

TEST(TcpStrangers, AMessageThatIsTooLongIsRefusedAndTheNextOneHeard) {
    SipWorld world;
    Connection trunk(world);
    trunk.words.new_invite("701");
    trunk.send(trunk.words.request("OPTIONS", "Subject: " + std::string(70000, 'a') + "\r\n"));
    trunk.expect("SIP/2.0 513");
    trunk.send(trunk.words.request("OPTIONS"));
    trunk.expect("SIP/2.0 200");
    world.expect_nothing_left();
}

TEST(TcpStrangers, AFloodOfHeadersIsRefusedAlsoInPieces) {
    SipWorld world;
    Connection trunk(world);
    trunk.words.new_invite("701");
    const auto options = trunk.words.request("OPTIONS");
    const auto end = options.rfind("Content-Length:");
    trunk.send(options.substr(0, end));
    for (int i = 0; i < 300; ++i) trunk.send("X: y\r\n");
    trunk.send(options.substr(end));
    trunk.expect("SIP/2.0 400");
    EXPECT_TRUE(trunk.closed());
    Connection again(world);
    std::string flood = "\r\n" + options.substr(0, end);
    for (int i = 0; i < 300; ++i) flood += "X: y\r\n";
    again.send(flood + options.substr(end));
    again.expect("SIP/2.0 400");
    world.expect_nothing_left();
}

}  // namespace
}  // namespace layby::tests
