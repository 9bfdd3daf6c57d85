#include "media/wire/address.hpp"

#include <arpa/inet.h>

#include <array>
#include <cstring>

namespace layby::media {

std::optional<SocketAddress> SocketAddress::from(const Address& endpoint) {
    SocketAddress address;
    if (inet_pton(AF_INET, endpoint.ip.c_str(), &address.v4_.sin_addr) == 1) {
        address.v4_.sin_family = AF_INET;
        return address.with_port(endpoint.port);
    }
    if (inet_pton(AF_INET6, endpoint.ip.c_str(), &address.v6_.sin6_addr) != 1) return {};
    address.v6_.sin6_family = AF_INET6;
    return address.with_port(endpoint.port);
}

// Both families keep the port in the same place.
std::uint16_t SocketAddress::port() const { return ntohs(v4_.sin_port); }

SocketAddress SocketAddress::with_port(std::uint16_t port) const {
    SocketAddress changed = *this;
    changed.v4_.sin_port = htons(port);
    return changed;
}

bool SocketAddress::is_one_host() const {
    if (port() == 0) return false;
    if (family() == AF_INET6)
        return !IN6_IS_ADDR_UNSPECIFIED(&v6_.sin6_addr) && !IN6_IS_ADDR_MULTICAST(&v6_.sin6_addr);
    const std::uint32_t ip = ntohl(v4_.sin_addr.s_addr);
    return ip >> 24 != 0 && ip >> 28 < 14;
}

/// In host order, also when it is mapped.
std::optional<std::uint32_t> SocketAddress::v4() const {
    if (family() == AF_INET) return ntohl(v4_.sin_addr.s_addr);
    if (family() != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&v6_.sin6_addr)) return {};
    std::uint32_t ip{};
    std::memcpy(&ip, &v6_.sin6_addr.s6_addr[12], sizeof ip);
    return ntohl(ip);
}

bool SocketAddress::same_host(const SocketAddress& other) const {
    if (family() == AF_INET && other.family() == AF_INET)
        return v4_.sin_addr.s_addr == other.v4_.sin_addr.s_addr;
    if (family() != other.family()) return v4() && v4() == other.v4();
    return std::memcmp(&v6_.sin6_addr, &other.v6_.sin6_addr, sizeof v6_.sin6_addr) == 0;
}

bool SocketAddress::is_private() const {
    if (const auto ip = v4())
        return *ip >> 24 == 10 || *ip >> 20 == 0xac1 || *ip >> 16 == 0xc0a8 || *ip >> 22 == 0x191 ||
               *ip >> 16 == 0xa9fe;
    return family() == AF_INET6 &&
           ((v6_.sin6_addr.s6_addr[0] & 0xfe) == 0xfc || IN6_IS_ADDR_LINKLOCAL(&v6_.sin6_addr));
}

bool SocketAddress::is_loopback() const {
    if (const auto ip = v4()) return *ip >> 24 == 127;
    return family() == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&v6_.sin6_addr);
}

Address SocketAddress::endpoint() const {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* ip = family() == AF_INET6 ? static_cast<const void*>(&v6_.sin6_addr) : &v4_.sin_addr;
    if (family() != AF_INET && family() != AF_INET6) return {};
    inet_ntop(family(), ip, text.data(), text.size());
    return {text.data(), port()};
}

}  // namespace layby::media
