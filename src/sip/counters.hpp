// What the SIP side counts. Plain values; signalling thread.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "words/time.hpp"

namespace layby::sip {

struct Counters {
    std::size_t dialogs{}, server_transactions{}, client_transactions{}, subscriptions{}, timers{},
        registrations{};
    std::uint64_t requests{}, refused_overload{}, refused_auth{}, malformed{}, bans{}, ended_connections{};
    bool refuses_calls{};     ///< now, as there is too much to do
    Duration longest_wait{};  ///< of a request until it was read, within the last two seconds
    std::size_t tls_connections{}, web_sockets{};
    std::uint64_t tls_failed{};  ///< handshakes that came to nothing, and connections that were turned away
    std::uint64_t web_sockets_refused{};
    std::size_t trunk_connections{}, trunk_connections_missing{};  ///< over TLS: there are, and ought to be
    std::uint64_t keep_alives{};                                   ///< sent
    std::uint64_t lamps_told{}, lamps_failed{};
    std::array<std::uint64_t, 7> responses{};  ///< sent, by class: 1 for 1xx
};

}  // namespace layby::sip
