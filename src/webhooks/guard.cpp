#include "webhooks/guard.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cstring>

#include "runtime/check.hpp"
#include "words/networks.hpp"

namespace layby::webhooks {
namespace {

constexpr const char* inside[] = {
    "0.0.0.0/8",       // this network
    "10.0.0.0/8",      // private
    "100.64.0.0/10",   // behind a provider's NAT
    "127.0.0.0/8",     // this machine
    "169.254.0.0/16",  // link-local; also where clouds tell a machine its secrets
    "172.16.0.0/12",   // private
    "192.0.0.0/24",    // protocols
    "192.168.0.0/16",  // private
    "198.18.0.0/15",   // benchmarks
    "224.0.0.0/4",     // multicast
    "240.0.0.0/4",     // reserved, and the broadcast
    "::/127",          // none, and this machine
    "100::/64",        // to be thrown away
    "fc00::/7",        // private
    "fe80::/10",       // link-local
    "fec0::/10",       // site-local, of old
    "ff00::/8",        // multicast
    "2001:db8::/32",   // documentation
    "64:ff9b:1::/48",  // a network's own NAT64
};

const NetworkTable& inside_table() {
    static const NetworkTable table = [] {
        NetworkTable made;
        for (const char* text : inside) {
            const auto network = network_of(text);
            if (CHECK(network)) made.add(*network, 0);
        }
        return made;
    }();
    return table;
}

/// Where an IPv6 address has an IPv4 one in it, and at which byte that begins.
struct Wrapping {
    const char* network;
    std::ptrdiff_t at;
};
constexpr Wrapping wrappings[] = {
    {"::/96", 12},         // compatible, of old
    {"64:ff9b::/96", 12},  // NAT64
    {"2002::/16", 2},      // 6to4
};

IpAddress mapped(const std::uint8_t* four) {
    IpAddress out;
    out.bytes[10] = out.bytes[11] = 0xff;
    std::copy_n(four, 4, out.bytes.begin() + 12);
    return out;
}

bool nobody_outside_has(const IpAddress& address) {
    const auto& table = inside_table();
    if (table.find(address)) return true;
    return std::ranges::any_of(wrappings, [&](const Wrapping& one) {
        const auto network = network_of(one.network);
        return CHECK(network) && network->contains(address) &&
               table.find(mapped(address.bytes.data() + one.at));
    });
}

}  // namespace

bool is_inside(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
        return nobody_outside_has(mapped(reinterpret_cast<const std::uint8_t*>(&v4.sin_addr)));
    }
    if (address.sa_family != AF_INET6) return true;
    IpAddress v6;
    std::memcpy(v6.bytes.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, v6.bytes.size());
    return nobody_outside_has(v6);
}

}  // namespace layby::webhooks
