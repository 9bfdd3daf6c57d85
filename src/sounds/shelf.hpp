// Encoded sounds that are kept from one start to the next, so that nothing is encoded twice. Owned by the
// library: used on its thread first, then on the loader's.
#pragma once
#include <cstdint>
#include <filesystem>
#include <set>
#include <span>
#include <string>

#include "sounds/frames.hpp"
#include "words/media_description.hpp"

namespace layby::sounds {

class Shelf {
  public:
    /// What the disk keeps free for the calls, whose state lies on it as well.
    static constexpr std::uintmax_t spared = 64 << 20;

    /// Without a folder nothing is kept.
    explicit Shelf(std::filesystem::path dir, std::uintmax_t keep_free = spared);

    /// Takes the frames that were kept under this key; false when there are none.
    bool fetch(const std::string& key, Codec codec, Frames& into);
    /// Keeps whole frames. A disk that refuses costs the next start its time and is logged once.
    void keep(const std::string& key, Codec codec, const Frames& frames);
    /// Removes what was neither fetched nor kept since the start.
    void clear_others();

  private:
    std::filesystem::path file_of(const std::string& full_key);
    bool has_room_for(const Frames& frames) const;

    std::filesystem::path dir_;
    std::uintmax_t keep_free_;
    std::set<std::filesystem::path> used_;
    bool complained_{};
};

/// The key of a sound that is made of these samples.
std::string key_of(std::span<const std::int16_t> samples, int rate);
/// The key of recordings one after the other, from what the file system says of them: a file that is written
/// gets another key, also when its old time of change is put back.
std::string key_of(const std::vector<std::filesystem::path>& files);

}  // namespace layby::sounds
