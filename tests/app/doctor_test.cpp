// What the doctor finds.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <filesystem>

#include "layby/doctor/machine.hpp"
#include "layby/doctor/network.hpp"
#include "layby/doctor/networks.hpp"
#include "layby/doctor/running.hpp"
#include "runtime/descriptor.hpp"

namespace layby::app {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

auto says(Verdict verdict, const std::string& part) {
    return Contains(
        testing::AllOf(Field(&Finding::verdict, verdict), Field(&Finding::what, HasSubstr(part))));
}

settings::Settings listening_at(std::uint16_t port) {
    settings::Settings out;
    out.sip.listen = {{Transport::udp, "127.0.0.1", port}};
    out.console.port = 0;
    out.media.first_port = 40000;
    out.media.last_port = 40001;
    return out;
}

/// A UDP port that somebody else has.
struct Theirs {
    Theirs() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        bind(open.get(), reinterpret_cast<sockaddr*>(&address), size);
        getsockname(open.get(), reinterpret_cast<sockaddr*>(&address), &size);
        port = ntohs(address.sin_port);
    }
    runtime::Descriptor open{socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    std::uint16_t port{};
};

TEST(Doctor, FindsAPortThatAnotherProgramHas) {
    const Theirs taken;
    const auto what = "udp:127.0.0.1:" + std::to_string(taken.port);
    EXPECT_THAT(look_at_ports(listening_at(taken.port), false).all,
                says(Verdict::problem, what + " belongs to another program"));
    EXPECT_THAT(look_at_ports(listening_at(taken.port), true).all,
                says(Verdict::good, what + " is in use, as it should be"));
}

TEST(Doctor, FindsThatAServerListensElsewhere) {
    std::uint16_t port{};
    {
        const Theirs taken;
        port = taken.port;
    }
    EXPECT_THAT(look_at_ports(listening_at(port), false).all, says(Verdict::good, "is free"));
    EXPECT_THAT(look_at_ports(listening_at(port), true).all, says(Verdict::warning, "listens elsewhere"));
}

TEST(Doctor, MeasuresTheDiskAndLeavesNothingBehind) {
    const fs::path dir = fs::temp_directory_path() / ("doctor-" + std::to_string(getpid()));
    fs::create_directory(dir);
    const auto found = look_at_disk(dir);
    EXPECT_THAT(found.all, Contains(Field(&Finding::what, HasSubstr("is on the disk after"))));
    EXPECT_TRUE(fs::is_empty(dir));
    fs::remove(dir);
    EXPECT_THAT(look_at_disk(dir).all, says(Verdict::note, "the first start makes it"));
    EXPECT_THAT(look_at_disk({}).all, says(Verdict::note, "no state directory"));
}

TEST(Doctor, ListsWhatAFirewallHasToLetInAndNothingOfThisMachineAlone) {
    auto settings = listening_at(5060);
    EXPECT_THAT(list_for_a_firewall(settings).all, testing::SizeIs(1)) << "the sound";
    settings.sip.listen = {{Transport::tls, "0.0.0.0", 5061}};
    settings.console.ip = "0.0.0.0";
    settings.console.port = 443;
    const auto all = list_for_a_firewall(settings).all;
    EXPECT_THAT(all, says(Verdict::note, "TCP 5061: SIP (tls)"));
    EXPECT_THAT(all, says(Verdict::note, "UDP 40000–40001: sound"));
    EXPECT_THAT(all, says(Verdict::note, "TCP 443: board and API"));
}

TEST(Doctor, LooksUpNoAddresses) {
    auto settings = listening_at(5060);
    settings.lines.push_back({.name = "provider",
                              .host = "192.0.2.7",
                              .addresses = {},
                              .phones = {},
                              .user = {},
                              .password = {},
                              .from = {}});
    EXPECT_THAT(look_at_names(settings).all, IsEmpty());
    settings.lines.front().host = "sip.provider.invalid";
    settings.lines.front().port = 5060;
    EXPECT_THAT(look_at_names(settings).all, says(Verdict::problem, "is not known to the name servers"));
}

std::string registers(const std::string& via, const std::string& contact, const std::string& call_id) {
    return "REGISTER sip:office.example SIP/2.0\r\nVia: SIP/2.0/UDP " + via +
           ";branch=z9hG4bK1;rport\r\nContact: " + contact + "\r\nCall-ID: " + call_id + "\r\n\r\n";
}

TEST(Doctor, SeesARouterThatRewritesSip) {
    const std::string router = "198.51.100.7";
    const auto inside = "<sip:201@192.168.1.20:5060>", outside = "<sip:201@198.51.100.7:31000>";
    EXPECT_TRUE(is_rewritten(registers("192.168.1.20:5060", outside, "x@192.168.1.20"), router));
    EXPECT_TRUE(is_rewritten(registers("198.51.100.7:31000", outside, "x@192.168.1.20"), router))
        << "it has forgotten the Call-ID";
    EXPECT_FALSE(is_rewritten(registers("192.168.1.20:5060", inside, "x@192.168.1.20"), router))
        << "a phone behind a NAT that minds its own business";
    EXPECT_FALSE(is_rewritten(registers("198.51.100.7:31000", outside, "abc"), router)) << "a phone outside";
    EXPECT_FALSE(is_rewritten(registers("192.168.1.20:5060", inside, "x"), "192.168.1.20"))
        << "one in the office";
    EXPECT_FALSE(is_rewritten("", router));
    EXPECT_FALSE(is_rewritten("REGISTER\r\nVia\r\nContact:\r\n:\r\n@", router));
}

TEST(Doctor, SeesARouterThatRewritesSdp) {
    const auto says_in_sdp = [](const std::string& origin, const std::string& connection) {
        return "INVITE sip:700@office SIP/2.0\r\n\r\nv=0\r\no=- 1 1 IN IP4 " + origin +
               "\r\ns=-\r\nc=IN IP4 " + connection + "\r\nt=0 0\r\n";
    };
    const std::string router = "198.51.100.7";
    EXPECT_TRUE(has_rewritten_sdp(says_in_sdp("192.168.1.20", router), router));
    EXPECT_FALSE(has_rewritten_sdp(says_in_sdp("192.168.1.20", "192.168.1.20"), router)) << "behind a NAT";
    EXPECT_FALSE(has_rewritten_sdp(says_in_sdp(router, router), router)) << "outside";
    EXPECT_FALSE(has_rewritten_sdp(says_in_sdp("192.168.1.20", "192.168.1.20"), "192.168.1.20"));
    EXPECT_FALSE(has_rewritten_sdp("INVITE sip:700@office SIP/2.0\r\n\r\nv=0\r\no=\r\nc=IN ", router));
}

TEST(Doctor, TellsAsWhomNetworksSeeUs) {
    using Kind = settings::OurAddress::Kind;
    auto settings = listening_at(5060);
    const auto add = [&](const char* name, settings::OurAddress address) {
        settings::PeerNetwork network;
        network.name = name;
        network.address = std::move(address);
        settings.networks.push_back(network);
    };
    add("written", {Kind::fixed, "203.0.113.9"});
    add("named", {Kind::name, "park.example.com"});
    add("asked", {Kind::stun, "stun.example.com"});
    add("cgnat", {Kind::stun, "inside.example.com"});
    add("gone", {Kind::name, "gone.example.com"});
    const auto ask = [](const settings::OurAddress& address, const sip::SeenAs&) -> LookedUp {
        if (address.text == "park.example.com") return {{"203.0.113.10", "203.0.113.11"}, {}, {}};
        if (address.text == "stun.example.com") return {{"203.0.113.12"}, {}, {}};
        if (address.text == "inside.example.com") return {{"100.64.0.7"}, {}, {}};
        return {{}, {}, "the name is not known"};
    };
    const auto all = look_at_networks(settings, ask).all;
    EXPECT_THAT(all, says(Verdict::good, "network written: peers outside are told 203.0.113.9"));
    EXPECT_THAT(all,
                says(Verdict::note, "203.0.113.10 and 203.0.113.11 by the name park.example.com: several"));
    EXPECT_THAT(all, says(Verdict::good, "told 203.0.113.12 by the STUN server stun.example.com"));
    EXPECT_THAT(
        all, says(Verdict::warning, "100.64.0.7 by the STUN server inside.example.com, which is a private"));
    EXPECT_THAT(all,
                says(Verdict::problem, "the name gone.example.com says no address: the name is not known"));
    EXPECT_EQ(told_outside(settings, ask), "203.0.113.9");
    settings.networks.erase(settings.networks.begin());
    EXPECT_EQ(told_outside(settings, ask), "203.0.113.10");
    settings.networks.clear();
    settings.sip.public_ip = "203.0.113.1";
    EXPECT_EQ(told_outside(settings, ask), "203.0.113.1");
}

}  // namespace
}  // namespace layby::app
