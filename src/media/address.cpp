#include "media/address.hpp"

#include <arpa/inet.h>

#include <cstring>

namespace layby::media {

std::optional<Address> Address::from(const calls::Endpoint& endpoint) {
    Address address;
    if (inet_pton(AF_INET, endpoint.ip.c_str(), &address.v4_.sin_addr) == 1) {
        address.v4_.sin_family = AF_INET;
        return address.with_port(endpoint.port);
    }
    if (inet_pton(AF_INET6, endpoint.ip.c_str(), &address.v6_.sin6_addr) != 1) return {};
    address.v6_.sin6_family = AF_INET6;
    return address.with_port(endpoint.port);
}

// Both families keep the port in the same place.
std::uint16_t Address::port() const { return ntohs(v4_.sin_port); }

Address Address::with_port(std::uint16_t port) const {
    Address changed = *this;
    changed.v4_.sin_port = htons(port);
    return changed;
}

bool Address::is_one_host() const {
    if (port() == 0) return false;
    if (family() == AF_INET6)
        return !IN6_IS_ADDR_UNSPECIFIED(&v6_.sin6_addr) && !IN6_IS_ADDR_MULTICAST(&v6_.sin6_addr);
    const std::uint32_t ip = ntohl(v4_.sin_addr.s_addr);
    return ip >> 24 != 0 && ip >> 28 < 14;
}

bool Address::same_host(const Address& other) const {
    if (family() != other.family()) return false;
    if (family() == AF_INET) return v4_.sin_addr.s_addr == other.v4_.sin_addr.s_addr;
    return std::memcmp(&v6_.sin6_addr, &other.v6_.sin6_addr, sizeof v6_.sin6_addr) == 0;
}

}  // namespace layby::media
