// A prompt or tone: short, encoded in every codec before the start.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "sounds/encoded_sound.hpp"

namespace layby::sounds {

inline constexpr Codec every_codec[] = {Codec::pcmu, Codec::pcma, Codec::g722, Codec::opus};
inline constexpr int most_prompt_seconds = 60;

/// None for a name that isn't a tone of ours.
std::unique_ptr<EncodedSound> tone_sound(std::string_view name);
/// None when the file can't be used; then `problem` says why.
std::unique_ptr<EncodedSound> recorded_sound(const std::filesystem::path& file, std::string& problem);

}  // namespace layby::sounds
