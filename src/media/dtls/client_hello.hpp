// Whether a datagram begins a handshake (RFC 6347), and which: what its peer has drawn at random for it
// stands in it, also when it is sent again. A pure function; any thread.
#pragma once
#include <array>
#include <optional>

#include "media/rtp/rtp_packet.hpp"

namespace layby::media {

using HelloRandom = std::array<std::uint8_t, 32>;

/// None: it is no ClientHello, or not its beginning.
std::optional<HelloRandom> client_hello(Bytes datagram);

}  // namespace layby::media
