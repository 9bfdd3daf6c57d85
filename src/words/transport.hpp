// How a SIP message travels (RFC 3261 section 18). A plain value, used on every thread.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace layby {

/// ws and wss: WebSockets of browsers (RFC 7118), in the clear and over TLS.
enum class Transport : std::uint8_t { udp, tcp, tls, ws, wss };

constexpr std::array all_transports{Transport::udp, Transport::tcp, Transport::tls, Transport::ws,
                                    Transport::wss};

/// The peer is reached over what it opened, not at an address alone.
constexpr bool is_connection(Transport transport) { return transport != Transport::udp; }

/// We can open one ourselves. Over all others only who has come to us is reached, over the connection that
/// it opened.
constexpr bool can_be_opened(Transport transport) { return transport <= Transport::tcp; }

constexpr bool is_web_socket(Transport transport) { return transport >= Transport::ws; }

/// Where a host is that names no port (RFC 3261 section 19.1.2).
constexpr std::uint16_t default_port(Transport transport) {
    return transport == Transport::tls ? 5061 : 5060;
}

/// As settings, log lines and the store spell it: "udp", "tcp", "tls", "ws", "wss".
constexpr std::string_view spelling_of(Transport transport) {
    constexpr std::array<std::string_view, all_transports.size()> names{"udp", "tcp", "tls", "ws", "wss"};
    return names[static_cast<std::size_t>(transport)];
}
inline std::string name_of(Transport transport) { return std::string(spelling_of(transport)); }

/// As URIs spell it: of WebSockets there is only "ws" there, encrypted or not (RFC 7118 section 5.2).
inline std::string uri_name_of(Transport transport) {
    return name_of(is_web_socket(transport) ? Transport::ws : transport);
}

/// None: one that Layby doesn't speak. In lower case.
constexpr std::optional<Transport> transport_named(std::string_view name) {
    for (const auto transport : all_transports)
        if (name == spelling_of(transport)) return transport;
    return std::nullopt;
}

}  // namespace layby
