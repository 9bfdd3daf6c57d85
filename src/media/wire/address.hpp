// An IPv4 or IPv6 address with port in the form that the kernel wants. A plain value; any thread.
#pragma once
#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>

#include "words/address.hpp"

namespace layby::media {

class SocketAddress {
  public:
    SocketAddress() = default;
    /// None when the text is not an IP address. Never asks DNS.
    static std::optional<SocketAddress> from(const Address& endpoint);
    static std::optional<SocketAddress> from(const std::string& ip, std::uint16_t port) {
        return from(Address{ip, port});
    }

    std::uint16_t port() const;
    SocketAddress with_port(std::uint16_t port) const;
    /// Whether one host can be there: not 0.0.0.0 or ::, not multicast or broadcast, not port 0.
    bool is_one_host() const;
    /// An IPv4 address and the same one mapped into IPv6 (RFC 4291 section 2.5.5.2) are one host.
    bool same_host(const SocketAddress& other) const;
    /// Nobody outside of its network reaches it (RFC 1918, 6598, 4193, link-local).
    bool is_private() const;
    bool is_loopback() const;
    Address endpoint() const;
    bool operator==(const SocketAddress& other) const { return port() == other.port() && same_host(other); }

    int family() const { return any_.sa_family; }
    const sockaddr* raw() const { return &any_; }
    sockaddr* raw() { return &any_; }
    socklen_t length() const { return family() == AF_INET6 ? sizeof v6_ : sizeof v4_; }
    static constexpr socklen_t capacity = sizeof(sockaddr_in6);

  private:
    std::optional<std::uint32_t> v4() const;

    union {
        sockaddr any_;
        sockaddr_in v4_;
        sockaddr_in6 v6_{};
    };
};

}  // namespace layby::media
