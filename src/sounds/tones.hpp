// Tones that we make ourselves, as samples at any rate. Pure.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace layby::sounds {

/// "tone/confirm", "tone/ringback", "tone/busy", "tone/error", "tone/silence", "tone/missing" (in place of a
/// recording that isn't there), "tone/music" (in place of music) and "silence/N" for N seconds. Whole frames
/// of 20 ms that can be played end to end. Empty for any other name.
std::vector<std::int16_t> make_tone(std::string_view name, int samples_per_second);

}  // namespace layby::sounds
