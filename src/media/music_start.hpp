// Where in its music a caller begins. A setting; any thread.
#pragma once
#include <cstdint>

namespace layby::media {

enum class MusicStart : std::uint8_t {
    radio,  ///< where everybody else is
    track,  ///< at the start of the recording that everybody else hears
};

}  // namespace layby::media
