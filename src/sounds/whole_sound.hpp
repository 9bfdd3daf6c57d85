// A prompt or tone: short, encoded in every codec before the start.
#pragma once
#include <array>
#include <filesystem>
#include <memory>
#include <string>

#include "sounds/library.hpp"

namespace layby::sounds {

class WholeSound final : public Sound {
  public:
    const Frames& frames(Codec codec) const override { return frames_[static_cast<std::size_t>(codec)]; }
    Frames& frames(Codec codec) { return frames_[static_cast<std::size_t>(codec)]; }
    std::size_t memory() const;

  private:
    std::array<Frames, calls::codec_count> frames_;
};

inline constexpr Codec every_codec[] = {Codec::pcmu, Codec::pcma, Codec::g722, Codec::opus};
inline constexpr int most_prompt_seconds = 60;

/// None for a name that isn't a tone of ours.
std::unique_ptr<WholeSound> tone_sound(std::string_view name);
/// None when the file can't be used; then `problem` says why.
std::unique_ptr<WholeSound> recorded_sound(const std::filesystem::path& file, std::string& problem);

}  // namespace layby::sounds
