// Look-ups of a trunk's servers, with name servers that answer, that don't, and that lie dead.
#include "sip/stack/resolver.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dns_server.hpp"
#include "sip/stack/name_server.hpp"

namespace layby::sip::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

class LookingUp : public testing::Test {
  protected:
    std::vector<std::string> look_up(const std::vector<std::string>& servers, const std::string& host,
                                     std::uint16_t port = 0, Transport transport = Transport::udp) {
        resolver_ = std::make_unique<Resolver>(wire.loop, servers);
        done_.reset();
        lookup_ = resolver_->look_up(host, port, transport, 3s,
                                     [this](const Resolver::Found& found) { done_ = found; });
        EXPECT_FALSE(done_) << "never from within the call";
        wire.until([&] { return done_.has_value(); });
        std::vector<std::string> uris;
        if (done_)
            for (const auto& server : done_->servers) uris.push_back(server.uri());
        return uris;
    }
    Wire wire;
    DnsServer& dns{wire.add<DnsServer>()};
    std::unique_ptr<Resolver> resolver_;
    std::optional<Resolver::Found> done_;
    std::unique_ptr<Resolver::Lookup> lookup_;
};

TEST_F(LookingUp, AnAddressNeedsNoNameServer) {
    EXPECT_THAT(look_up({dns.text()}, "192.0.2.7"), ElementsAre("sip:192.0.2.7:5060;transport=udp"));
    EXPECT_THAT(look_up({dns.text()}, "2001:db8::7", 5070),
                ElementsAre("sip:[2001:db8::7]:5070;transport=udp"));
    EXPECT_TRUE(dns.asked.empty());
}

TEST_F(LookingUp, ServersComeByPriority) {
    dns.add_srv("_sip._udp.provider.example", 20, 0, 5070, "b.provider.example");
    dns.add_srv("_sip._udp.provider.example", 10, 0, 5060, "a.provider.example");
    dns.add_address("a.provider.example", "127.0.0.11");
    dns.add_address("a.provider.example", "127.0.0.12");
    dns.add_address("b.provider.example", "127.0.0.13");
    EXPECT_THAT(look_up({dns.text()}, "provider.example"),
                ElementsAre("sip:127.0.0.11:5060;transport=udp", "sip:127.0.0.12:5060;transport=udp",
                            "sip:127.0.0.13:5070;transport=udp"));
    EXPECT_EQ(done_->good_for, 60s);
}

/// RFC 3263 sections 4.1 and 4.2.
TEST_F(LookingUp, OverTlsTheServiceIsSipsAndThePortItsOwn) {
    dns.add_srv("_sips._tcp.provider.example", 10, 0, 5081, "a.provider.example");
    dns.add_address("a.provider.example", "127.0.0.11");
    dns.add_address("other.example", "127.0.0.12");
    EXPECT_THAT(look_up({dns.text()}, "provider.example", 0, Transport::tls),
                ElementsAre("sip:127.0.0.11:5081;transport=tls"));
    EXPECT_THAT(look_up({dns.text()}, "other.example", 0, Transport::tls),
                ElementsAre("sip:127.0.0.12:5061;transport=tls"));
    EXPECT_THAT(look_up({dns.text()}, "192.0.2.7", 0, Transport::tls),
                ElementsAre("sip:192.0.2.7:5061;transport=tls"));
}

TEST_F(LookingUp, WithoutServiceRecordsTheAddressOfTheNameIsUsed) {
    dns.add_address("provider.example", "127.0.0.11");
    EXPECT_THAT(look_up({dns.text()}, "provider.example"), ElementsAre("sip:127.0.0.11:5060;transport=udp"));
    EXPECT_THAT(look_up({dns.text()}, "provider.example", 5080),
                ElementsAre("sip:127.0.0.11:5080;transport=udp"));
}

TEST_F(LookingUp, AnUnknownNameIsNothing) {
    EXPECT_THAT(look_up({dns.text()}, "nowhere.example"), ElementsAre());
    EXPECT_TRUE(done_);
}

TEST_F(LookingUp, AServiceThatIsSaidNotToExistIsNothing) {
    dns.add_srv("_sip._udp.provider.example", 0, 0, 0, "");
    dns.add_address("provider.example", "127.0.0.11");
    EXPECT_THAT(look_up({dns.text()}, "provider.example"), ElementsAre());
}

TEST_F(LookingUp, ADeadNameServerBesideALiveOneCostsNothing) {
    auto& dead = wire.add<DnsServer>();
    dead.dead = true;
    dns.add_address("provider.example", "127.0.0.11");
    EXPECT_THAT(look_up({dead.text(), dns.text()}, "provider.example"),
                ElementsAre("sip:127.0.0.11:5060;transport=udp"));
    EXPECT_FALSE(dead.asked.empty());
}

TEST_F(LookingUp, WithOnlyDeadNameServersTheEndComesInTime) {
    dns.dead = true;
    resolver_ = std::make_unique<Resolver>(wire.loop, std::vector{dns.text()});
    lookup_ = resolver_->look_up("provider.example", 0, Transport::udp, 3s,
                                 [this](const Resolver::Found& found) { done_ = found; });
    wire.pass(2900ms);
    EXPECT_FALSE(done_);
    wire.pass(200ms);
    ASSERT_TRUE(done_);
    EXPECT_TRUE(done_->servers.empty());
}

/// As without a route, connect() refuses this address at once: it is a broadcast's.
const std::string unreachable = "127.255.255.255:53";

TEST_F(LookingUp, ANameServerWithoutAWayToItEndsTheLookUp) {
    EXPECT_THAT(look_up({unreachable}, "provider.example"), ElementsAre());
    EXPECT_TRUE(done_);
    EXPECT_THAT(look_up({unreachable}, "provider.example", 5060), ElementsAre()) << "nor the next one";
}

TEST_F(LookingUp, ANameServerWithoutAWayToItBesideALiveOneCostsNothing) {
    dns.add_address("provider.example", "127.0.0.11");
    EXPECT_THAT(look_up({unreachable, dns.text()}, "provider.example"),
                ElementsAre("sip:127.0.0.11:5060;transport=udp"));
}

TEST_F(LookingUp, WithoutAFileForASocketEndsAndWorksAgainLater) {
    dns.add_address("provider.example", "127.0.0.11");
    resolver_ = std::make_unique<Resolver>(wire.loop, std::vector{dns.text()});
    rlimit files{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
    const rlimit none{3, files.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    lookup_ = resolver_->look_up("provider.example", 0, Transport::udp, 3s,
                                 [this](const Resolver::Found& found) { done_ = found; });
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &files), 0);
    wire.until([&] { return done_.has_value(); });
    ASSERT_TRUE(done_);
    EXPECT_TRUE(done_->servers.empty());
    EXPECT_THAT(look_up({dns.text()}, "provider.example"), ElementsAre("sip:127.0.0.11:5060;transport=udp"));
}

TEST(NameSockets, AreConnectedAsSoonAsThereIsAWay) {
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(socket, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(9);
    inet_pton(AF_INET, "127.255.255.255", &server.sin_addr);
    EXPECT_EQ(connect(socket, reinterpret_cast<const sockaddr*>(&server), sizeof server), 0);
    EXPECT_EQ(send(socket, "x", 1, 0), -1);
    EXPECT_EQ(errno, EACCES);
    setsockopt(socket, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
    EXPECT_EQ(send(socket, "x", 1, 0), 1);
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    EXPECT_EQ(getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size), 0);
    close(socket);
}

TEST_F(LookingUp, ForgottenItTellsNothing) {
    dns.add_address("provider.example", "127.0.0.11");
    resolver_ = std::make_unique<Resolver>(wire.loop, std::vector{dns.text()});
    lookup_ = resolver_->look_up("provider.example", 0, Transport::udp, 3s,
                                 [this](const Resolver::Found& found) { done_ = found; });
    lookup_.reset();
    ASSERT_TRUE(wire.until([&] { return !dns.asked.empty(); }));
    wire.pass(4s);
    EXPECT_FALSE(done_);
}

TEST(ServiceRecords, OfOnePriorityShareTheLoadByWeight) {
    std::minstd_rand random{1};
    int heavy_first = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto order = in_order({{10, 10, 1, "light"}, {10, 90, 1, "heavy"}, {5, 0, 1, "first"}}, random);
        ASSERT_EQ(order.size(), 3u);
        ASSERT_EQ(order[0].target, "first");
        heavy_first += order[1].target == "heavy";
    }
    EXPECT_GT(heavy_first, 850);
    EXPECT_LT(heavy_first, 950);
}

TEST(NameServers, AreAddressesWithOrWithoutAPort) {
    EXPECT_EQ(name_server_address("192.0.2.53"), (Address{"192.0.2.53", 53}));
    EXPECT_EQ(name_server_address("192.0.2.53:5353"), (Address{"192.0.2.53", 5353}));
    EXPECT_EQ(name_server_address("2001:db8::53"), (Address{"2001:db8::53", 53}));
    EXPECT_EQ(name_server_address("[2001:db8::53]:5353"), (Address{"2001:db8::53", 5353}));
    for (const std::string text :
         {"", "dns.example", "192.0.2.53:", "192.0.2.53:0", "192.0.2.53:99999", "x:53"})
        EXPECT_FALSE(name_server_address(text)) << text;
}

}  // namespace
}  // namespace layby::sip::test
