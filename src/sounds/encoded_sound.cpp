#include "sounds/encoded_sound.hpp"

namespace layby::sounds {

std::size_t EncodedSound::memory() const {
    std::size_t bytes = sizeof *this;
    for (const Frames& frames : frames_) bytes += frames.memory();
    return bytes;
}

}  // namespace layby::sounds
