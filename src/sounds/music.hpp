// Music: recordings one after the other, encoded per codec bit by bit while it is already played. Encoded on
// the constructing thread first, then on the loader's; read on any.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sounds/encoded_sound.hpp"
#include "sounds/encoding.hpp"
#include "sounds/wav_reader.hpp"

namespace layby::sounds {

using Files = std::vector<std::filesystem::path>;
inline constexpr int most_music_minutes = 60;
inline constexpr std::size_t frames_per_second = 50;

/// Encodes the recordings of one music for codecs of one sample rate, some at a time.
class MusicMaking {
  public:
    MusicMaking(Files files, const std::vector<Encoding::Into>& into);
    /// About so many frames more; false at the end.
    bool make(std::size_t frames);

  private:
    bool open_next();

    Files files_;
    std::size_t next_{};
    std::optional<WavReader> reader_;
    Encoding encoding_;
    std::vector<std::int16_t> samples_;
    bool done_{};
};

/// The recordings under this path: the file, or the WAV files of the folder by name. What can't be used is
/// told.
Files playable(const std::string& music, const std::filesystem::path& path,
               std::vector<std::string>& problems);

}  // namespace layby::sounds
