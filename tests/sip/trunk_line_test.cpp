// Outside lines on the wire: registration with a scripted provider, servers by DNS, failover.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dns_server.hpp"
#include "sip/door/digest.hpp"

namespace layby::sip::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const std::string challenge =
    "WWW-Authenticate: Digest realm=\"provider\", nonce=\"n1\", algorithm=SHA-256, qop=\"auth\"\r\n";

/// A registrar that asks for the password and grants `expires`.
struct Provider {
    Peer& peer;
    std::uint32_t expires{100};
    int refuse{};  ///< with this status; 0: doesn't

    explicit Provider(Peer& its_peer) : peer(its_peer) {
        peer.script = [this](const Text& request) { return answer(request); };
    }
    std::string answer(const Text& request) {
        if (request.method() != "REGISTER") return {};
        if (refuse) return response(request, refuse);
        const auto params = digest::parse(request.header("Authorization"));
        if (!params) return response(request, 401, challenge);
        const auto right =
            digest::response_to({digest::Algorithm::sha256, "line7", "provider", "secret", "REGISTER",
                                 params->uri, "n1", params->nc, params->cnonce, "auth"});
        if (params->response != right) return response(request, 403);
        return response(request, 200, "Contact: " + granted(request.header("Contact")) + "\r\n");
    }
    std::string granted(const std::string& contact) const {
        return contact.substr(0, contact.find(";expires=")) + ";expires=" + std::to_string(expires);
    }
};

TrunkAccount line_to(const Address& address) {
    TrunkAccount line;
    line.name = "provider";
    line.host = address.ip;
    line.port = address.port;
    line.user = "line7";
    line.password = "secret";
    line.register_with_provider = true;
    line.answer_within = 2s;
    return line;
}

TrunkAccount line_by_name() {
    auto line = line_to({"provider.example", 0});
    line.register_with_provider = false;
    return line;
}

calls::OutboundCall call_by_trunk() {
    calls::OutboundCall order;
    order.to = calls::OutboundCall::To::trunk;
    order.trunk = "provider";
    order.number = "15551234";
    order.caller = {"Ann", "201", false};
    order.offer.rtp = {"127.0.0.1", 40000};
    order.offer.codecs = {{Codec::pcmu, 0}};
    return order;
}

class OutsideLine : public testing::Test {
  protected:
    void open(const TrunkAccount& line, const std::vector<std::string>& resolvers = {}) {
        Options options;
        options.trunks = {line};
        options.resolvers = resolvers;
        wire.open(options);
    }
    std::size_t registrations(const Peer& peer) const { return peer.count("REGISTER"); }
    bool reachable() { return wire.near_ip_of_trunk("provider").has_value(); }
    Wire wire;
};

TEST_F(OutsideLine, RegistersWithTheProvidersChallengeAndRefreshesInTime) {
    auto& peer = wire.add<Peer>();
    Provider provider(peer);
    open(line_to(peer.address()));
    ASSERT_TRUE(wire.until([&] { return registrations(peer) == 2; }));
    const auto first = peer.inbox[0], second = peer.inbox[1];
    EXPECT_THAT(first.header("Contact"), HasSubstr("sip:line7@127.0.0.1:"));
    EXPECT_THAT(first.header("To"), HasSubstr("sip:line7@127.0.0.1"));
    EXPECT_EQ(second.header("Call-ID"), first.header("Call-ID"));
    EXPECT_EQ(first.header("CSeq"), "1 REGISTER");
    EXPECT_EQ(second.header("CSeq"), "2 REGISTER");
    EXPECT_EQ(first.raw.find("secret"), std::string::npos);
    wire.pass(75s);
    EXPECT_EQ(registrations(peer), 2u) << "not before 80 %";
    wire.pass(20s);
    EXPECT_EQ(registrations(peer), 4u) << "not after 90 %";
    EXPECT_TRUE(reachable());
}

TEST_F(OutsideLine, TellsItsProviderAtOnceThatWeAreSeenElsewhere) {
    auto& peer = wire.add<Peer>();
    Provider provider(peer);
    Options options;
    options.trunks = {line_to(peer.address())};
    PeerNetwork outside;
    outside.name = "outside";
    outside.from = {"127.0.0.1"};
    outside.seen_as = {"203.0.113.9", {}};
    outside.looked_up = true;
    options.networks = {outside};
    wire.open(options);
    ASSERT_TRUE(wire.until([&] { return registrations(peer) == 2; }));
    EXPECT_THAT(peer.last().header("Contact"), HasSubstr("sip:line7@203.0.113.9:"));
    wire.front().is_seen_as("outside", {"203.0.113.10", {}});
    ASSERT_TRUE(wire.until([&] { return registrations(peer) == 4; }));
    const auto contacts = peer.last().headers("Contact");
    ASSERT_EQ(contacts.size(), 2u);
    EXPECT_THAT(contacts[0], HasSubstr("sip:line7@203.0.113.10:"));
    EXPECT_THAT(contacts[1], testing::AllOf(HasSubstr("sip:line7@203.0.113.9:"), HasSubstr(";expires=0")));
    wire.pass(90s);
    EXPECT_EQ(peer.last().headers("Contact").size(), 1u) << "taken back once";
}

TEST_F(OutsideLine, IsDownWhenTheProviderRefusesAndComesBack) {
    auto& peer = wire.add<Peer>();
    Provider provider(peer);
    provider.refuse = 403;
    open(line_to(peer.address()));
    ASSERT_TRUE(wire.until([&] { return registrations(peer) == 1; }));
    ASSERT_TRUE(wire.until([&] { return !reachable(); }));
    provider.refuse = 0;
    wire.pass(30s, 1s);
    EXPECT_EQ(registrations(peer), 1u) << "no hammering";
    wire.pass(40s, 1s);
    EXPECT_EQ(registrations(peer), 3u);
    EXPECT_TRUE(reachable());
}

TEST_F(OutsideLine, OfAProviderThatIsSilentIsTriedAgainLaterAndLater) {
    auto& peer = wire.add<Peer>();
    open(line_to(peer.address()));
    ASSERT_TRUE(wire.until([&] { return registrations(peer) >= 1; }));
    EXPECT_TRUE(reachable());
    wire.pass(3s);
    EXPECT_FALSE(reachable()) << "no answer within two seconds";
    Provider provider(peer);
    wire.pass(10s);
    EXPECT_TRUE(reachable());
    wire.pass(40s);
    EXPECT_EQ(wire.front().counters().client_transactions, 0u) << "what was never answered, too";
}

TEST_F(OutsideLine, AsksForALongerTimeWhenTheProviderWantsIt) {
    auto& peer = wire.add<Peer>();
    peer.script = [](const Text& request) {
        if (request.header("Expires") == "600") return response(request, 423, "Min-Expires: 1800\r\n");
        return response(request, 200, "Contact: " + request.header("Contact") + "\r\n");
    };
    open(line_to(peer.address()));
    ASSERT_TRUE(wire.until([&] { return registrations(peer) == 2; }));
    EXPECT_EQ(peer.inbox[1].header("Expires"), "1800");
    wire.pass(1400s, 5s);
    EXPECT_EQ(registrations(peer), 2u);
}

TEST_F(OutsideLine, RegistersWithTheNextServerWhenTheFirstIsSilent) {
    auto& silent = wire.add<Peer>();
    auto& peer = wire.add<Peer>();
    Provider provider(peer);
    auto& dns = wire.add<DnsServer>();
    dns.add_srv("_sip._udp.provider.example", 1, 0, silent.address().port, "a.provider.example");
    dns.add_srv("_sip._udp.provider.example", 2, 0, peer.address().port, "b.provider.example");
    dns.add_address("a.provider.example", "127.0.0.1");
    dns.add_address("b.provider.example", "127.0.0.1");
    auto line = line_by_name();
    line.register_with_provider = true;
    open(line, {dns.text()});
    ASSERT_TRUE(wire.until([&] { return registrations(silent) == 1; }));
    wire.pass(3s);
    EXPECT_EQ(registrations(peer), 2u);
    EXPECT_EQ(peer.inbox[0].uri(), "sip:provider.example");
    EXPECT_TRUE(reachable());
}

TEST_F(OutsideLine, AProviderThatSays100ToARegistrationIsWaitedFor) {
    auto& peer = wire.add<Peer>();
    peer.script = [](const Text& request) { return response(request, 100); };
    open(line_to(peer.address()));
    ASSERT_TRUE(wire.until([&] { return registrations(peer) == 1; }));
    wire.pass(8s);
    EXPECT_TRUE(reachable()) << "it has reacted";
    const auto first = peer.inbox[0];
    wire.send(peer, response(first, 200, "Contact: " + first.header("Contact") + "\r\n"));
    wire.step();
    EXPECT_TRUE(reachable());
    wire.pass(20s);
    EXPECT_EQ(peer.last().header("CSeq"), "1 REGISTER") << "it was granted";
}

TEST_F(OutsideLine, IsUnknownWithoutAHostOrAName) {
    open(TrunkAccount{.name = "inbound",
                      .host = {},
                      .port = 0,
                      .transport = Transport::udp,
                      .addresses = {},
                      .user = {},
                      .password = {}});
    wire.step();
    EXPECT_FALSE(wire.near_ip_of_trunk("inbound"));
    EXPECT_FALSE(wire.near_ip_of_trunk("nobody"));
}

TEST_F(OutsideLine, ACallGoesToTheNextServerWhenTheFirstIsSilent) {
    auto& silent = wire.add<Peer>();
    auto& second = wire.add<Peer>();
    second.script = [](const Text& request) {
        return request.method() == "INVITE" ? response(request, 486) : std::string{};
    };
    auto& dns = wire.add<DnsServer>();
    dns.add_srv("_sip._udp.provider.example", 1, 0, silent.address().port, "a.provider.example");
    dns.add_srv("_sip._udp.provider.example", 2, 0, second.address().port, "b.provider.example");
    dns.add_address("a.provider.example", "127.0.0.1");
    dns.add_address("b.provider.example", "127.0.0.1");
    open(line_by_name(), {dns.text()});
    ASSERT_TRUE(wire.until([&] { return reachable(); }));
    wire.endpoint().carry_out(calls::PlaceCall{wire.new_leg(), call_by_trunk()});
    ASSERT_TRUE(wire.until([&] { return silent.count("INVITE") > 0; }));
    EXPECT_EQ(silent.inbox[0].uri(), "sip:15551234@provider.example");
    wire.pass(3s);
    EXPECT_EQ(second.count("INVITE"), 1u);
    ASSERT_EQ(wire.told<calls::CallFailed>().size(), 1u);
    EXPECT_EQ(wire.told<calls::CallFailed>()[0].status, 486);
    const auto before = silent.count("INVITE");
    wire.endpoint().carry_out(calls::PlaceCall{wire.new_leg(), call_by_trunk()});
    ASSERT_TRUE(wire.until([&] { return second.count("INVITE") == 2; }))
        << "the next call doesn't wait for it";
    EXPECT_EQ(silent.count("INVITE"), before);
    wire.pass(70s);
    EXPECT_EQ(wire.front().counters().client_transactions, 0u);
}

TEST_F(OutsideLine, IsBackSoonAfterItsServerIs) {
    auto& peer = wire.add<Peer>();
    auto line = line_to(peer.address());
    line.register_with_provider = false;
    open(line);
    ASSERT_TRUE(wire.until([&] { return reachable(); }));
    wire.endpoint().carry_out(calls::PlaceCall{wire.new_leg(), call_by_trunk()});
    wire.pass(3s);
    EXPECT_FALSE(reachable());
    wire.pass(6s);
    EXPECT_FALSE(reachable());
    EXPECT_GT(peer.count("OPTIONS"), 0u);
    peer.script = [](const Text& request) {
        return request.method() == "OPTIONS" ? response(request, 404) : std::string{};
    };
    wire.pass(6s);
    EXPECT_TRUE(reachable());
    const auto asked = peer.count("OPTIONS");
    wire.pass(60s);
    EXPECT_EQ(peer.count("OPTIONS"), asked) << "nobody is asked for nothing";
    EXPECT_EQ(wire.front().counters().client_transactions, 0u);
}

TEST_F(OutsideLine, ACallNeverWaitsForADeadNameServer) {
    auto& dns = wire.add<DnsServer>();
    dns.dead = true;
    open(line_by_name(), {dns.text()});
    ASSERT_TRUE(wire.until([&] { return !dns.asked.empty(); }));
    wire.endpoint().carry_out(calls::PlaceCall{wire.new_leg(), call_by_trunk()});
    ASSERT_TRUE(wire.until([&] { return !wire.told<calls::CallFailed>().empty(); }));
    EXPECT_EQ(wire.told<calls::CallFailed>()[0].status, 503);
    dns.dead = false;
    dns.add_address("provider.example", "127.0.0.1");
    wire.pass(20s);
    EXPECT_TRUE(wire.until([&] { return reachable(); })) << "and it is asked again";
}

TEST_F(OutsideLine, KeepsItsServersWhileTheNameServerIsDead) {
    auto& dns = wire.add<DnsServer>();
    dns.add_address("provider.example", "127.0.0.1");
    open(line_by_name(), {dns.text()});
    ASSERT_TRUE(wire.until([&] { return reachable(); }));
    dns.dead = true;
    const auto before = dns.asked.size();
    wire.pass(120s);
    EXPECT_GT(dns.asked.size(), before);
    EXPECT_TRUE(reachable());
}

TEST_F(OutsideLine, AnswersTheChallengeOfACallWithItsAccount) {
    auto& peer = wire.add<Peer>();
    peer.script = [](const Text& request) {
        if (request.method() != "INVITE") return std::string{};
        if (request.header("Proxy-Authorization").empty())
            return response(request, 407,
                            "Proxy-Authenticate: Digest realm=\"provider\", nonce=\"n1\", qop=\"auth\"\r\n");
        return response(request, 404);
    };
    auto line = line_to(peer.address());
    line.register_with_provider = false;
    open(line);
    ASSERT_TRUE(wire.until([&] { return reachable(); }));
    wire.endpoint().carry_out(calls::PlaceCall{wire.new_leg(), call_by_trunk()});
    ASSERT_TRUE(wire.until([&] { return !wire.told<calls::CallFailed>().empty(); }));
    EXPECT_EQ(wire.told<calls::CallFailed>()[0].status, 404);
    ASSERT_EQ(peer.count("INVITE"), 2u);
    for (const auto& text : peer.inbox) {
        EXPECT_EQ(text.raw.find("secret"), std::string::npos);
        const auto params = digest::parse(text.header("Proxy-Authorization"));
        if (text.method() != "INVITE" || !params) continue;
        EXPECT_EQ(params->username, "line7");
        EXPECT_EQ(params->response,
                  digest::response_to({digest::Algorithm::md5, "line7", "provider", "secret", "INVITE",
                                       text.uri(), "n1", "00000001", params->cnonce, "auth"}));
    }
}

TEST_F(OutsideLine, ANameInTheRecordedRouteIsFoundByTheSameNameServers) {
    auto& peer = wire.add<Peer>();
    const auto port = std::to_string(peer.address().port);
    peer.script = [&](const Text& request) {
        if (request.method() != "INVITE") return std::string{};
        return response(request, 200,
                        "Record-Route: <sip:proxy.provider.example:" + port +
                            ";lr>\r\nContact: <sip:x@192.0.2.9>\r\nContent-Type: application/sdp\r\n",
                        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio "
                        "40000 RTP/AVP 0\r\n");
    };
    auto& dns = wire.add<DnsServer>();
    dns.add_address("proxy.provider.example", "127.0.0.1");
    auto line = line_to(peer.address());
    line.register_with_provider = false;
    open(line, {dns.text()});
    ASSERT_TRUE(wire.until([&] { return reachable(); }));
    wire.endpoint().carry_out(calls::PlaceCall{wire.new_leg(), call_by_trunk()});
    ASSERT_TRUE(wire.until([&] { return peer.count("ACK") > 0; }));
    EXPECT_THAT(dns.asked, testing::Contains("A proxy.provider.example"));
}

TEST_F(OutsideLine, AReloadKeepsALineThatDidNotChange) {
    auto& peer = wire.add<Peer>();
    Provider provider(peer);
    open(line_to(peer.address()));
    ASSERT_TRUE(wire.until([&] { return registrations(peer) == 2; }));
    Options options;
    options.resolvers = {"127.0.0.1:1"};
    options.trunks = {line_to(peer.address())};
    wire.reload(options);
    for (int i = 0; i < 10; ++i) wire.step();
    EXPECT_EQ(registrations(peer), 2u);
    options.trunks[0].password = "another";
    wire.reload(options);
    ASSERT_TRUE(wire.until([&] { return registrations(peer) == 4; }));
    ASSERT_TRUE(wire.until([&] { return !reachable(); })) << "the new password is wrong";
}

TEST_F(OutsideLine, ACallOfATrunkThatHasLeftTheSettingsStillProvesItsBye) {
    auto& peer = wire.add<Peer>();
    peer.script = [&](const Text& request) {
        if (request.method() == "INVITE")
            return response(
                request, 200,
                "Contact: <sip:x@" + peer.address().ip + ":" + std::to_string(peer.address().port) +
                    ">\r\nContent-Type: application/sdp\r\n",
                "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio "
                "40000 RTP/AVP 0\r\n");
        if (request.method() != "BYE") return std::string{};
        return response(request, request.header("Authorization").empty() ? 401 : 200, challenge);
    };
    auto line = line_to(peer.address());
    line.register_with_provider = false;
    open(line);
    ASSERT_TRUE(wire.until([&] { return reachable(); }));
    const auto leg = wire.new_leg();
    wire.endpoint().carry_out(calls::PlaceCall{leg, call_by_trunk()});
    ASSERT_TRUE(wire.until([&] { return peer.count("ACK") > 0; }));
    wire.reload({});
    EXPECT_FALSE(reachable());
    wire.pass(12s);
    wire.endpoint().carry_out(calls::HangUp{leg});
    ASSERT_TRUE(wire.until([&] { return peer.count("BYE") == 2; }));
    EXPECT_FALSE(peer.last().header("Authorization").empty());
}

}  // namespace
}  // namespace layby::sip::test
