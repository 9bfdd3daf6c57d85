// Calls over TCP and IPv6, from registered phones and behind NAT.
#include "connection.hpp"
#include "sip/door/digest.hpp"

namespace layby::tests {
namespace {

TEST(Transports, ACallOverTcpIsEndedOverTheSameConnection) {
    SipWorld world;
    Connection phone(world);
    phone.send(phone.words.new_invite("701", "", phone.words.sdp()));
    phone.expect("SIP/2.0 100");
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Answer{leg, our_media(), desk});
    const auto answer = phone.expect("SIP/2.0 200");
    EXPECT_NE(answer.header("Contact").find(std::to_string(world.port(Transport::tcp)) + ";transport=tcp"),
              std::string::npos);
    phone.words.learn(answer);
    phone.send(phone.words.ack());
    world.expect<calls::CallConfirmed>();
    world.order(calls::HangUp{leg});
    phone.send(phone.words.reply(phone.expect("BYE"), 200));
    EXPECT_TRUE(phone.words.quiet()) << "nothing went by UDP";
    world.expect_nothing_left();
}

TEST(Transports, AMessageInPiecesIsOneMessage) {
    SipWorld world;
    Connection phone(world);
    const auto invite = phone.words.new_invite("701", "", phone.words.sdp());
    for (std::size_t at = 0; at < invite.size(); at += 50) phone.send(invite.substr(at, 50));
    for (int tries = 0; tries < 1000 && world.facts.empty(); ++tries) world.pass(1ms);
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Refuse{leg, {486, ""}});
    phone.words.learn(phone.expect("SIP/2.0 486"));
    phone.send(phone.words.ack());
    world.expect_nothing_left();
}

TEST(Transports, ACallOverIPv6) {
    SipWorld world([](sip::Options& options) { options.listen.push_back({Transport::udp, "::1", 0}); });
    Peer peer(world, "::1");
    peer.send(peer.new_invite("701", "", peer.sdp()));
    const auto arrived = world.expect<calls::CallArrived>();
    EXPECT_EQ(arrived.near_ip, "::1");
    EXPECT_EQ(arrived.offer->rtp, (Address{"::1", 40000}));
    auto media = our_media();
    media.rtp.ip = "::1";
    world.order(calls::Answer{arrived.leg, media, desk});
    const auto answer = peer.expect_response(200, "INVITE");
    EXPECT_NE(answer.body.find("c=IN IP6 ::1"), std::string::npos);
    EXPECT_NE(answer.header("Contact").find("[::1]:" + std::to_string(world.port(Transport::udp, "::1"))),
              std::string::npos);
    peer.learn(answer);
    peer.send(peer.ack());
    world.expect<calls::CallConfirmed>();
    world.order(calls::HangUp{arrived.leg});
    peer.send(peer.reply(peer.expect_request("BYE"), 200));
    world.expect_nothing_left();
}

DeviceId register_phone(SipWorld& world, Peer& phone, const std::string& contact,
                        const std::string& more = {}) {
    phone.send(registration(phone, contact, more));
    const auto challenge = phone.expect_response(401, "REGISTER");
    phone.send(registration(phone, contact, more + proof(challenge, "REGISTER", "sip:layby")));
    phone.expect_response(200, "REGISTER");
    const auto devices = world.devices_of("201");
    EXPECT_EQ(devices.size(), 1u);
    world.standing_timers = world.front->counters().timers;
    return devices.empty() ? DeviceId{} : devices.front().id;
}

TEST(Transports, APhoneBehindNatIsReachedWhereItRegisteredFrom) {
    SipWorld world;
    Peer phone(world);
    const auto device = register_phone(world, phone, "<sip:201@192.168.1.20:5062>");
    const auto leg = ring_device(world, device);
    const auto invite = phone.expect_request("INVITE");
    EXPECT_EQ(invite.uri(), "sip:201@192.168.1.20:5062");
    phone.local.clear();
    phone.learn(invite);
    phone.send(phone.reply(invite, 200, "Contact: <sip:201@192.168.1.20:5062>\r\n", phone.sdp()));
    world.expect<calls::CallAnswered>();
    EXPECT_EQ(phone.expect_request("ACK").uri(), "sip:201@192.168.1.20:5062");
    world.order(calls::HangUp{leg});
    phone.send(phone.reply(phone.expect_request("BYE"), 200));
    world.expect_nothing_left();
}

TEST(Transports, APhoneBehindAProxyIsReachedByItsPath) {
    SipWorld world;
    Peer phone(world), proxy(world);
    const auto path = "<sip:127.0.0.1:" + std::to_string(proxy.port) + ";lr>";
    const auto device =
        register_phone(world, phone, "<sip:201@192.168.1.20>", "Supported: path\r\nPath: " + path + "\r\n");
    const auto leg = ring_device(world, device);
    const auto invite = proxy.expect_request("INVITE");
    EXPECT_EQ(invite.uri(), "sip:201@192.168.1.20");
    EXPECT_EQ(invite.header("Route"), path);
    proxy.local.clear();
    proxy.learn(invite);
    proxy.send(proxy.reply(invite, 486));
    proxy.expect_request("ACK");
    EXPECT_EQ(world.expect<calls::CallFailed>().leg, leg);
    world.expect_nothing_left();
}

TEST(Transports, ACallFromAPhoneBehindNatIsAnsweredAndEndedThere) {
    SipWorld world;
    Peer peer(world);
    auto invite = peer.new_invite("701", "", peer.sdp());
    const auto at = invite.find("Contact: ");
    invite.replace(at, invite.find("\r\n", at) - at, "Contact: <sip:201@10.255.255.1:5060>");
    peer.send(invite);
    const auto leg = world.expect<calls::CallArrived>().leg;
    world.order(calls::Answer{leg, our_media(), desk});
    peer.learn(peer.expect_response(200, "INVITE"));
    peer.send(peer.ack());
    world.expect<calls::CallConfirmed>();
    world.order(calls::HangUp{leg});
    const auto bye = peer.expect_request("BYE");
    EXPECT_EQ(bye.uri(), "sip:201@10.255.255.1:5060");
    peer.send(peer.reply(bye, 200));
    world.expect_nothing_left();
}

TEST(Transports, AnUserThatProvesItselfCalls) {
    SipWorld world([](sip::Options& options) { options.trunks.clear(); });
    Peer phone(world);
    phone.new_invite("701");
    phone.local = "\"Desk\" <sip:201@layby>;tag=p1";
    phone.send(phone.request("INVITE", "", phone.sdp()));
    const auto challenge = phone.expect_response(407, "INVITE");
    const auto value = sip::digest::answer(challenge.all("Proxy-Authenticate"), {"201", "secret201"},
                                           "INVITE", phone.target, "cn");
    ASSERT_TRUE(value);
    phone.send(phone.request("INVITE", "Proxy-Authorization: " + *value + "\r\n", phone.sdp()));
    const auto arrived = world.expect<calls::CallArrived>();
    EXPECT_EQ(arrived.from.kind, calls::Origin::Kind::user);
    EXPECT_EQ(arrived.from.name, "201");
    world.order(calls::Refuse{arrived.leg, {404, ""}});
    phone.expect_response(404, "INVITE");
    world.expect_nothing_left();
}

}  // namespace
}  // namespace layby::tests
