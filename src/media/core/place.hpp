// Where a leg is in the tables of the core, of the pacer and of the net. A number; any thread.
#pragma once
#include <cstdint>

namespace layby::media {

using Place = std::uint32_t;
inline constexpr Place nowhere = ~Place{0};

enum class Channel : std::uint8_t { rtp, rtcp };

}  // namespace layby::media
