// A prompt or tone: short, and known before it is encoded. Read and encoded on the constructing thread; the
// costly codecs on the loader's.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "sounds/encoded_sound.hpp"
#include "sounds/making.hpp"

namespace layby::sounds {

inline constexpr int most_prompt_seconds = 60;

/// What is to be encoded.
struct WholeSound {
    std::string key;                                             ///< on the shelf
    std::function<std::vector<std::int16_t>(int rate)> samples;  ///< mono, at any rate; none: no sound
};
/// Without samples when the file can't be used; then `problem` says why.
WholeSound recorded_sound(const std::filesystem::path& file, std::string& problem);
/// The same of what a program has said, without the silence around it.
WholeSound said_sound(const std::filesystem::path& file, std::string& problem);
/// Without samples for a name that isn't a tone of ours.
WholeSound tone_sound(const std::string& name);

/// Encodes a sound for some codecs, all at once.
class WholeMaking final : public Making {
  public:
    WholeMaking(WholeSound sound, EncodedSound& into, std::vector<Codec> codecs)
        : sound_{std::move(sound)}, into_{into}, codecs_{std::move(codecs)} {}
    bool make(std::size_t frames) override;
    void keep(Shelf& shelf) const override;

  private:
    WholeSound sound_;
    EncodedSound& into_;
    std::vector<Codec> codecs_;
};

}  // namespace layby::sounds
