#include "layby/doctor/network.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <resolv.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <set>

#include "layby/doctor/stun_client.hpp"
#include "runtime/descriptor.hpp"
#include "words/networks.hpp"
#include "words/transport.hpp"

namespace layby::app {
namespace {

using settings::Settings;

struct Place {
    int type{};  ///< SOCK_DGRAM or SOCK_STREAM
    std::string ip;
    std::uint16_t port{};
};

/// 0: it is free; else the error.
int try_to_bind(const Place& place) {
    sockaddr_in6 v6{};
    sockaddr_in v4{};
    const bool is_v6 = inet_pton(AF_INET6, place.ip.c_str(), &v6.sin6_addr) == 1;
    if (!is_v6 && inet_pton(AF_INET, place.ip.c_str(), &v4.sin_addr) != 1) return EADDRNOTAVAIL;
    v6.sin6_family = AF_INET6;
    v4.sin_family = AF_INET;
    v6.sin6_port = v4.sin_port = htons(place.port);
    const runtime::Descriptor open{socket(is_v6 ? AF_INET6 : AF_INET, place.type | SOCK_CLOEXEC, 0)};
    if (!open) return errno;
    const int on = 1;
    if (place.type == SOCK_STREAM) setsockopt(open.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (is_v6) setsockopt(open.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    const auto* address =
        is_v6 ? reinterpret_cast<const sockaddr*>(&v6) : reinterpret_cast<const sockaddr*>(&v4);
    return bind(open.get(), address, is_v6 ? sizeof v6 : sizeof v4) == 0 ? 0 : errno;
}

void look_at_port(Findings& out, const std::string& what, const Place& place, bool running) {
    if (place.port == 0) return;
    const int error = try_to_bind(place);
    if (error == 0)
        running ? out.warn(what + " is free although a server runs: it listens elsewhere",
                           "Its configuration has changed since it started: restart it.")
                : out.good(what + " is free");
    else if (error == EADDRINUSE)
        running ? out.good(what + " is in use, as it should be")
                : out.complain(what + " belongs to another program", "ss -lntup tells which one.");
    else if (error == EACCES)
        out.complain(what + " may not be opened by this account",
                     "Ports below 1024 need CAP_NET_BIND_SERVICE, which the package's unit has.");
    else
        out.complain(what + " can't be opened: " + std::strerror(error), "Name an address of this machine.");
}

std::string shown(const settings::Listen& listen) {
    return fmt::format("{}:{}:{}", name_of(listen.transport), listen.ip, listen.port);
}

/// A program that only calls somebody may get one of ours for it.
void look_at_passing_ports(Findings& out, const settings::Media& media) {
    unsigned first{}, last{};
    std::ifstream{"/proc/sys/net/ipv4/ip_local_port_range"} >> first >> last;
    std::string reserved;
    std::getline(std::ifstream{"/proc/sys/net/ipv4/ip_local_reserved_ports"}, reserved);
    if (last < media.first_port || first > media.last_port || !reserved.empty()) return;
    out.note(fmt::format("the kernel lends ports {}–{} to any program, and [media] ports are among them",
                         first, last),
             fmt::format("sysctl net.ipv4.ip_local_reserved_ports={}-{}", media.first_port, media.last_port));
}

void look_at_sound_ports(Findings& out, const settings::Media& media, bool running) {
    const auto range =
        fmt::format("sound: UDP {}–{}, for {} parties", media.first_port, media.last_port, media.parties());
    if (running) return out.good(range);
    std::size_t taken = 0;
    for (unsigned port = (media.first_port + 1U) & ~1U; port < media.last_port; port += 2)
        for (const unsigned one : {port, port + 1})
            if (try_to_bind({SOCK_DGRAM, "0.0.0.0", static_cast<std::uint16_t>(one)}) != 0) {
                ++taken;
                break;
            }
    if (taken == 0) return out.good(range + ", all free");
    out.warn(fmt::format("{}: {} of them belong to other programs", range, taken),
             "That many fewer calls; choose another range in [media] ports.");
}

struct Own {
    std::set<std::string> inside, outside;
};

Own own_addresses() {
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
        const bool is_loopback = ip == "::1" || ip.starts_with("127.");
        if (address && !is_loopback) (address->is_private() ? own.inside : own.outside).insert(ip);
    }
    freeifaddrs(all);
    return own;
}

std::string joined(const std::set<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

void ask_outside(Findings& out, const std::string& stun, const std::string& public_ip) {
    const auto seen = seen_by(stun);
    if (!seen.address)
        return out.warn("STUN server " + stun + ": " + seen.why_not, "Is UDP to the outside permitted?");
    const auto text = fmt::format("{} sees us at {}", stun, seen.address->ip);
    if (public_ip.empty() && !own_addresses().outside.contains(seen.address->ip))
        out.warn(
            text + ", which isn't an address of this machine: a router is between",
            fmt::format("[sip] public_ip = \"{}\", and let the router forward the ports", seen.address->ip));
    else if (!public_ip.empty() && public_ip != seen.address->ip)
        out.complain(fmt::format("{}, but public_ip is {}", text, public_ip),
                     "Correct public_ip: callers from outside hear nothing.");
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
                            "Calls through this trunk fail: check the name and /etc/resolv.conf.");
    out.good(what + " is " + ip);
}

}  // namespace

Findings look_at_ports(const Settings& settings, bool running) {
    Findings out{"Ports"};
    for (const auto& listen : settings.sip.listen)
        look_at_port(out, shown(listen),
                     {is_connection(listen.transport) ? SOCK_STREAM : SOCK_DGRAM, listen.ip, listen.port},
                     running);
    const auto& console = settings.console;
    look_at_port(out, fmt::format("console {}:{}", console.ip, console.port),
                 {SOCK_STREAM, console.ip, console.port}, running);
    look_at_sound_ports(out, settings.media, running);
    look_at_passing_ports(out, settings.media);
    return out;
}

Findings look_at_addresses(const Settings& settings, const std::string& stun) {
    Findings out{"Addresses"};
    const auto own = own_addresses();
    if (own.inside.empty() && own.outside.empty())
        out.warn("this machine has no address but its own loopback", "Phones elsewhere can't reach it.");
    else
        out.good(joined(own.inside) + (own.inside.empty() || own.outside.empty() ? "" : ", ") +
                 joined(own.outside));
    if (own.outside.empty() && settings.sip.public_ip.empty() && !settings.lines.empty())
        out.note("all are private, and [sip] public_ip isn't set",
                 "Trunks and phones outside hear nothing unless the router rewrites SIP or they find our "
                 "address by "
                 "themselves; layby doctor --stun SERVER tells the address.");
    if (!stun.empty()) ask_outside(out, stun, settings.sip.public_ip);
    return out;
}

Findings look_at_names(const Settings& settings) {
    Findings out{"Names"};
    for (const auto& trunk : settings.lines) look_at_trunk(out, trunk);
    return out;
}

Findings list_for_a_firewall(const Settings& settings) {
    Findings out{"What a firewall has to let in"};
    const auto is_here = [](const std::string& ip) { return ip.starts_with("127.") || ip == "::1"; };
    for (const auto& listen : settings.sip.listen)
        if (!is_here(listen.ip))
            out.note(fmt::format("{} {}: SIP ({})", is_connection(listen.transport) ? "TCP" : "UDP",
                                 listen.port, name_of(listen.transport)));
    out.note(fmt::format("UDP {}–{}: sound", settings.media.first_port, settings.media.last_port));
    if (!is_here(settings.console.ip)) out.note(fmt::format("TCP {}: board and API", settings.console.port));
    return out;
}

}  // namespace layby::app
