#include "layby/doctor/network.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <resolv.h>
#include <sys/socket.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "layby/doctor/networks.hpp"
#include "layby/doctor/trunk_tls.hpp"
#include "layby/own_addresses.hpp"
#include "layby/stun_client.hpp"
#include "words/networks.hpp"
#include "words/transport.hpp"

namespace layby::app {
namespace {

using settings::Settings;

/// Which ports programs have, as the kernel lists them. Nothing is opened to find out: a server that starts
/// just now would miss it.
class Taken {
  public:
    Taken() {
        read("/proc/net/udp", udp_, {});
        read("/proc/net/udp6", udp_, {});
        read("/proc/net/tcp", tcp_, listening);
        read("/proc/net/tcp6", tcp_, listening);
    }
    bool has(Transport transport, const std::string& ip, std::uint16_t port) const {
        const auto& all = is_connection(transport) ? tcp_ : udp_;
        const auto wanted = address_of(ip);
        const auto [first, last] = all.equal_range(port);
        return std::any_of(first, last, [&](const auto& one) {
            return !wanted || wanted->is_any() || one.second.is_any() || one.second == *wanted;
        });
    }

  private:
    using Ports = std::multimap<std::uint16_t, IpAddress>;
    static constexpr std::string_view listening = "0A";

    /// "  12: 0100007F:13C4 00000000:0000 07 …": the local address in the order of this machine's bytes.
    static void read(const char* file, Ports& into, std::string_view only) {
        std::ifstream lines{file};
        std::string line, number, local, remote, state;
        std::getline(lines, line);
        while (std::getline(lines, line)) {
            std::istringstream words{line};
            if (!(words >> number >> local >> remote >> state) || (!only.empty() && state != only)) continue;
            const auto colon = local.find(':');
            if (colon == std::string::npos) continue;
            const auto port = static_cast<std::uint16_t>(std::stoul(local.substr(colon + 1), nullptr, 16));
            into.emplace(port, address_in(local.substr(0, colon)));
        }
    }
    static IpAddress address_in(const std::string& hexadecimal) {
        std::array<std::uint32_t, 4> words{};
        const std::size_t count = std::min(hexadecimal.size() / 8, words.size());
        for (std::size_t i = 0; i < count; ++i)
            words.at(i) = static_cast<std::uint32_t>(std::stoul(hexadecimal.substr(i * 8, 8), nullptr, 16));
        std::array<char, INET6_ADDRSTRLEN> text{};
        inet_ntop(count == 1 ? AF_INET : AF_INET6, words.data(), text.data(), text.size());
        return address_of(text.data()).value_or(IpAddress{});
    }

    Ports udp_, tcp_;
};

struct Place {
    Transport transport{};
    std::string ip;
    std::uint16_t port{};
};

void look_at_port(Findings& out, const std::string& what, const Place& place, const Taken& taken,
                  bool running) {
    if (place.port == 0) return;
    const bool is_taken = taken.has(place.transport, place.ip, place.port);
    if (is_taken && !running)
        return out.complain(what + " belongs to another program", "ss -lntup tells which one.");
    if (!is_taken && running)
        return out.warn(what + " is free although a server runs: it listens elsewhere",
                        "Its configuration has changed since it started: restart it.");
    out.good(what + (running ? " is in use, as it should be" : " is free"));
    if (!running && place.port < 1024 && geteuid() != 0)
        out.note("a port below 1024 needs a right of the account",
                 "CAP_NET_BIND_SERVICE, which the package's unit has.");
}

std::string shown(const settings::Listen& listen) {
    return fmt::format("{}:{}:{}", name_of(listen.transport), listen.ip, listen.port);
}

/// A program that only calls somebody may get one of ours for it.
void look_at_passing_ports(Findings& out, const settings::Media& media) {
    unsigned first{}, last{};
    std::ifstream{"/proc/sys/net/ipv4/ip_local_port_range"} >> first >> last;
    std::string reserved;
    std::ifstream{"/proc/sys/net/ipv4/ip_local_reserved_ports"} >> reserved;
    const auto ours = fmt::format("{}-{}", media.first_port, media.last_port);
    if (last < media.first_port || first > media.last_port || reserved.find(ours) != std::string::npos)
        return;
    out.note(fmt::format("the kernel lends ports {}–{} to any program, and [media] ports are among them",
                         first, last),
             "sysctl net.ipv4.ip_local_reserved_ports=" + ours);
}

void look_at_sound_ports(Findings& out, const settings::Media& media, const Taken& taken, bool running) {
    const auto range =
        fmt::format("sound: UDP {}–{}, for {} parties", media.first_port, media.last_port, media.parties());
    if (running) return out.good(range);
    std::size_t others = 0;
    for (unsigned port = (media.first_port + 1U) & ~1U; port < media.last_port; port += 2)
        if (taken.has(Transport::udp, "0.0.0.0", static_cast<std::uint16_t>(port)) ||
            taken.has(Transport::udp, "0.0.0.0", static_cast<std::uint16_t>(port + 1)))
            ++others;
    if (others == 0) return out.good(range + ", all free");
    out.warn(fmt::format("{}: {} of them belong to other programs", range, others),
             "That many fewer calls; choose another range in [media] ports.");
}

struct Own {
    std::set<std::string> inside, outside;
};

Own inside_and_outside() {
    Own own;
    ifaddrs* all{};
    if (getifaddrs(&all) != 0) return own;
    for (const auto* one = all; one; one = one->ifa_next) {
        if (!one->ifa_addr || (one->ifa_addr->sa_family != AF_INET && one->ifa_addr->sa_family != AF_INET6))
            continue;
        std::array<char, NI_MAXHOST> text{};
        const bool is_v4 = one->ifa_addr->sa_family == AF_INET;
        getnameinfo(one->ifa_addr, is_v4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6), text.data(),
                    text.size(), nullptr, 0, NI_NUMERICHOST);
        const std::string ip(text.data(), std::strcspn(text.data(), "%"));
        const auto address = address_of(ip);
        if (address && !is_loopback(ip)) (address->is_private() ? own.inside : own.outside).insert(ip);
    }
    freeifaddrs(all);
    return own;
}

std::string joined(const std::set<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

void ask_outside(Findings& out, const std::string& stun, const std::string& told) {
    const auto own = address_of(told);
    const auto seen = seen_by(stun, own && !own->is_v4());
    if (!seen.address)
        return out.warn("STUN server " + stun + ": " + seen.why_not, "Is UDP to the outside permitted?");
    const auto text = fmt::format("{} sees us at {}", stun, seen.address->ip);
    if (told.empty() && !inside_and_outside().outside.contains(seen.address->ip))
        out.warn(text + ", which isn't an address of this machine: a router is between",
                 fmt::format(
                     "[sip] public_ip = \"{}\" (or a [[network]], where that address changes), and let the "
                     "router forward the ports",
                     seen.address->ip));
    else if (!told.empty() && told != seen.address->ip)
        out.complain(
            fmt::format("{}, but peers outside are told {}", text, told),
            "Correct public_ip, or the address of the [[network]]: callers from outside hear nothing.");
    else
        out.good(text);
}

/// How many servers a name has for this service (RFC 3263).
int servers_of(const std::string& name) {
    struct __res_state state {};
    if (res_ninit(&state) != 0) return 0;
    state.retrans = 2;
    state.retry = 1;
    std::array<unsigned char, 4096> answer{};
    const int size = res_nquery(&state, name.c_str(), ns_c_in, ns_t_srv, answer.data(), int{answer.size()});
    constexpr int head = 12, count_at = 6;  // RFC 1035 section 4.1.1
    const int count = size >= head ? answer[count_at] << 8 | answer[count_at + 1] : 0;
    res_nclose(&state);
    return count;
}

std::string resolved(const std::string& host) {
    addrinfo hints{}, *found{};
    hints.ai_socktype = SOCK_DGRAM;
    if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return {};
    std::array<char, NI_MAXHOST> text{};
    getnameinfo(found->ai_addr, found->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
    freeaddrinfo(found);
    return text.data();
}

void look_at_trunk(Findings& out, const settings::TrunkLine& trunk) {
    if (trunk.host.empty() || address_of(trunk.host)) return;
    const auto what = fmt::format("trunk {}: {}", trunk.name, trunk.host);
    const auto service = fmt::format("_{}._{}.{}", trunk.transport == Transport::tls ? "sips" : "sip",
                                     trunk.transport == Transport::udp ? "udp" : "tcp", trunk.host);
    const int servers = trunk.port == 0 ? servers_of(service) : 0;
    if (servers > 0)
        return out.good(fmt::format("{} has {} by SRV", what,
                                    servers == 1 ? "a server" : fmt::format("{} servers", servers)));
    const auto ip = resolved(trunk.host);
    if (ip.empty())
        return out.complain(what + " is not known to the name servers",
                            "Calls through this trunk fail: check the name, /etc/resolv.conf and [sip] "
                            "resolvers (which aren't asked here).");
    out.good(what + " is " + ip);
}

}  // namespace

Findings look_at_ports(const Settings& settings, bool running) {
    Findings out{"Ports"};
    const Taken taken;
    for (const auto& listen : settings.sip.listen)
        look_at_port(out, shown(listen), {listen.transport, listen.ip, listen.port}, taken, running);
    const auto& console = settings.console;
    look_at_port(out, fmt::format("console {}:{}", console.ip, console.port),
                 {Transport::tcp, console.ip, console.port}, taken, running);
    look_at_sound_ports(out, settings.media, taken, running);
    look_at_passing_ports(out, settings.media);
    return out;
}

Findings look_at_addresses(const Settings& settings, const std::string& stun) {
    Findings out{"Addresses"};
    const auto own = inside_and_outside();
    if (own.inside.empty() && own.outside.empty())
        out.warn("this machine has no address but its own loopback", "Phones elsewhere can't reach it.");
    else
        out.good(joined(own.inside) + (own.inside.empty() || own.outside.empty() ? "" : ", ") +
                 joined(own.outside));
    const bool said = !settings.sip.public_ip.empty() || !settings.networks.empty();
    if (own.outside.empty() && !said && !settings.lines.empty())
        out.note("all are private, and neither [sip] public_ip nor a [[network]] is set",
                 "Trunks and phones outside hear nothing unless the router rewrites SIP or they find our "
                 "address by "
                 "themselves; layby doctor --stun SERVER tells the address.");
    if (!stun.empty()) ask_outside(out, stun, told_outside(settings));
    return out;
}

Findings look_at_names(const Settings& settings) {
    Findings out{"Names"};
    setenv("RES_OPTIONS", "timeout:2 attempts:1",
           1);  // a name server that is dead is no reason to wait for minutes
    for (const auto& trunk : settings.lines) look_at_trunk(out, trunk);
    look_at_trunk_tls(out, settings);
    return out;
}

Findings list_for_a_firewall(const Settings& settings) {
    Findings out{"What a firewall has to let in"};
    for (const auto& listen : settings.sip.listen)
        if (!is_loopback(listen.ip))
            out.note(fmt::format("{} {}: SIP ({})", is_connection(listen.transport) ? "TCP" : "UDP",
                                 listen.port, name_of(listen.transport)));
    out.note(fmt::format("UDP {}–{}: sound", settings.media.first_port, settings.media.last_port));
    if (!is_loopback(settings.console.ip))
        out.note(fmt::format("TCP {}: board and API", settings.console.port));
    return out;
}

}  // namespace layby::app
