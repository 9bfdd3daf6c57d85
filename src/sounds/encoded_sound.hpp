// A sound with its frames in every codec. Owned by the library; written by who encodes it, read by the media
// thread.
#pragma once
#include <array>

#include "sounds/library.hpp"
#include "sounds/tracks.hpp"

namespace layby::sounds {

inline constexpr Codec every_codec[] = {Codec::pcmu, Codec::pcma, Codec::g722, Codec::opus};

class EncodedSound final : public Sound {
  public:
    const Frames& frames(Codec codec) const override { return frames_[static_cast<std::size_t>(codec)]; }
    Frames& frames(Codec codec) { return frames_[static_cast<std::size_t>(codec)]; }
    std::size_t track_start(std::size_t frame) const override { return tracks_.start_of(frame); }
    Tracks& tracks() { return tracks_; }
    std::size_t memory() const;  ///< in bytes

  private:
    std::array<Frames, codec_count> frames_;
    Tracks tracks_;
};

}  // namespace layby::sounds
