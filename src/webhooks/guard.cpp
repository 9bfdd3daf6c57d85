#include "webhooks/guard.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>

namespace layby::webhooks {
namespace {

using Bytes = std::span<const std::uint8_t>;

struct Network {
    std::array<std::uint8_t, 16> bytes;
    std::size_t bits;
};

constexpr std::array inside_4{
    Network{{0}, 8},           // this network
    Network{{10}, 8},          // private
    Network{{100, 64}, 10},    // behind a provider's NAT
    Network{{127}, 8},         // this machine
    Network{{169, 254}, 16},   // link-local; also where clouds tell a machine its secrets
    Network{{172, 16}, 12},    // private
    Network{{192, 0, 0}, 24},  // protocols
    Network{{192, 168}, 16},   // private
    Network{{198, 18}, 15},    // benchmarks
    Network{{224}, 4},         // multicast
    Network{{240}, 4},         // reserved, and the broadcast
};

constexpr std::array inside_6{
    Network{{}, 127},                             // none, and this machine
    Network{{0x01, 0x00}, 64},                    // to be thrown away
    Network{{0xfc}, 7},                           // private
    Network{{0xfe, 0x80}, 10},                    // link-local
    Network{{0xfe, 0xc0}, 10},                    // site-local, of old
    Network{{0xff}, 8},                           // multicast
    Network{{0x20, 0x01, 0x0d, 0xb8}, 32},        // documentation
    Network{{0x00, 0x64, 0xff, 0x9b, 0, 1}, 48},  // a network's own NAT64
};

bool lies_in(Bytes address, const Network& network) {
    for (std::size_t bit = 0; bit < network.bits; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
        if (((address[bit / 8] ^ network.bytes.at(bit / 8)) & mask) != 0) return false;
    }
    return true;
}

template <class Networks>
bool lies_in_any(Bytes address, const Networks& networks) {
    return std::ranges::any_of(networks, [&](const Network& one) { return lies_in(address, one); });
}

/// Where an IPv6 address has an IPv4 one in it, and where in it that begins.
struct Wrapping {
    Network network;
    std::size_t at;
};
constexpr std::array wrappings{
    Wrapping{{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, 12},  // mapped
    Wrapping{{{}, 96}, 12},                                          // compatible, of old
    Wrapping{{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},                    // NAT64
    Wrapping{{{0x20, 0x02}, 16}, 2},                                 // 6to4
};

bool is_inside_6(Bytes address) {
    if (lies_in_any(address, inside_6)) return true;
    return std::ranges::any_of(wrappings, [&](const Wrapping& one) {
        return lies_in(address, one.network) && lies_in_any(address.subspan(one.at, 4), inside_4);
    });
}

}  // namespace

bool is_inside(const sockaddr& address) {
    std::array<std::uint8_t, 16> bytes{};
    if (address.sa_family == AF_INET) {
        std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in&>(address).sin_addr, 4);
        return lies_in_any(Bytes(bytes).first(4), inside_4);
    }
    if (address.sa_family != AF_INET6) return true;
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, 16);
    return is_inside_6(bytes);
}

}  // namespace layby::webhooks
