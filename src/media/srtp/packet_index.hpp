// The index of an RTP packet: its rollover counter (ROC), 32 bits, and its sequence number (RFC 3711 section
// 3.3.1). Pure functions; any thread.
#pragma once
#include <optional>

#include "media/rtp/rtp_packet.hpp"

namespace layby::media {

inline constexpr std::uint64_t last_packet_index = (std::uint64_t{1} << 48) - 1;

constexpr std::uint64_t packet_index(std::uint64_t roc, std::uint16_t sequence) {
    return roc << 16 | sequence;
}

/// Of all packets with this number the one nearest to `reference`. None: it lies before the first or behind
/// the last.
inline std::optional<std::uint64_t> nearest_index(std::uint64_t reference, std::uint16_t sequence) {
    const auto index =
        static_cast<std::int64_t>(reference) + ahead(sequence, static_cast<std::uint16_t>(reference));
    if (index < 0 || static_cast<std::uint64_t>(index) > last_packet_index) return {};
    return static_cast<std::uint64_t>(index);
}

}  // namespace layby::media
