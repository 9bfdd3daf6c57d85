// How a SIP message travels (RFC 3261 section 18). A plain value, used on every thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace layby {

enum class Transport : std::uint8_t { udp, tcp, tls };

/// The peer is reached over what it opened, not at an address alone.
constexpr bool is_connection(Transport transport) { return transport != Transport::udp; }

/// We can open one ourselves. Over TLS only who has come to us is reached, over the connection that it
/// opened.
constexpr bool can_be_opened(Transport transport) { return transport != Transport::tls; }

/// As settings, URIs, log lines and the store spell it: "udp", "tcp", "tls".
inline std::string name_of(Transport transport) {
    return transport == Transport::udp ? "udp" : transport == Transport::tcp ? "tcp" : "tls";
}

/// None: one that Layby doesn't speak. In lower case.
constexpr std::optional<Transport> transport_named(std::string_view name) {
    if (name == "udp") return Transport::udp;
    if (name == "tcp") return Transport::tcp;
    if (name == "tls") return Transport::tls;
    return std::nullopt;
}

}  // namespace layby
