#include "sounds/tracks.hpp"

#include <array>
#include <cstring>

namespace layby::sounds {

void Tracks::add(std::size_t first_frame) {
    const auto start = static_cast<std::uint32_t>(first_frame);
    std::array<std::uint8_t, sizeof start> bytes{};
    std::memcpy(bytes.data(), &start, sizeof start);
    starts_.add(bytes);
}

/// A file that somebody else has written may hold anything.
std::size_t Tracks::at(std::size_t track) const {
    std::uint32_t start = 0;
    const auto bytes = starts_[track];
    if (bytes.size() == sizeof start) std::memcpy(&start, bytes.data(), sizeof start);
    return start;
}

std::size_t Tracks::start_of(std::size_t frame) const {
    for (std::size_t track = starts_.size(); track > 0; --track)
        if (const std::size_t start = at(track - 1); start <= frame) return start;
    return 0;
}

}  // namespace layby::sounds
