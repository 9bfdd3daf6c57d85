// Frames from a file. They are read into memory and not mapped: a disk that fails, or is slow, while a caller
// hears them would end the process or stop every caller's music. Written by the loader; read on any thread.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace layby::sounds {

class Frames;

class KeptFrames {
  public:
    KeptFrames() = default;
    /// None when there is no such file, when it is damaged, or when it has frames of something else than
    /// `key`.
    static std::unique_ptr<const KeptFrames> open(const std::filesystem::path& file, std::string_view key);
    std::size_t size() const { return ends_.size(); }
    std::span<const std::uint8_t> operator[](std::size_t frame) const {
        const std::uint32_t begin = frame == 0 ? 0 : ends_[frame - 1];
        return {data_ + begin, ends_[frame] - begin};
    }
    std::size_t bytes() const { return bytes_; }

  private:
    bool load(const std::filesystem::path& file);
    bool understand(std::string_view key);

    std::unique_ptr<std::uint8_t[]> file_;
    std::size_t bytes_{};
    std::span<const std::uint32_t> ends_;  ///< of each frame, counted from data_
    const std::uint8_t* data_{};
};

/// Writes a file for open(), whole or not at all, readable for its owner. False: it can't be written; errno
/// says why.
bool write_frames(const std::filesystem::path& file, std::string_view key, const Frames& frames);

}  // namespace layby::sounds
