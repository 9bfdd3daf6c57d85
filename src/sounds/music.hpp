// Music: recordings one after the other, encoded bit by bit while it is already played. Encoded on the
// constructing thread first, then on the loader's; read on any.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sounds/encoded_sound.hpp"
#include "sounds/encoding.hpp"
#include "sounds/levelling.hpp"
#include "sounds/making.hpp"
#include "sounds/wav_reader.hpp"

namespace layby::sounds {

using Files = std::vector<std::filesystem::path>;
inline constexpr int most_music_minutes = 60;
inline constexpr std::size_t frames_per_second = 50;

/// Encodes the recordings of one music for some codecs at once.
class MusicMaking final : public Making {
  public:
    /// `key`: on the shelf, taken before the first is read. `lufs`: how loud each becomes; none: as it is.
    MusicMaking(Files files, std::string key, std::optional<double> lufs, EncodedSound& into,
                std::vector<Codec> codecs);
    bool make(std::size_t frames) override;
    void keep(Shelf& shelf) const override;

  private:
    bool open_next();
    void close();
    void take(std::span<const std::int16_t> samples);
    void end();
    std::size_t frames_made() const { return encodings_.front().frames_made(); }

    Files files_;
    std::string key_;
    std::optional<double> lufs_;
    EncodedSound& into_;
    std::vector<Codec> codecs_;
    bool notes_tracks_;                ///< they were not kept
    std::vector<Encoding> encodings_;  ///< by sample rate
    std::size_t next_{};
    std::optional<WavReader> reader_;
    std::optional<Levelling> levelling_;  ///< of the reader's recording
    std::vector<std::int16_t> samples_;
    bool done_{};
};

/// Where the recordings of the music under this key begin; false when nobody has kept it.
bool fetch_tracks(Shelf& shelf, const std::string& key, EncodedSound& into);

/// The recordings under this path: the file, or the WAV files of the folder by name. What can't be used is
/// told.
Files playable(const std::string& music, const std::filesystem::path& path,
               std::vector<std::string>& problems);

}  // namespace layby::sounds
