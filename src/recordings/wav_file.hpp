// A WAV file that grows: 16 bits, one channel. It can be read at any time, and what was written outlives a
// crash: its head is put right when it ends, or by who finds it. Recorder's thread.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

#include "runtime/descriptor.hpp"

namespace layby::recordings {

class WavFile {
  public:
    /// None: errno says why. `keep_free`: bytes that the disk has to have besides.
    static std::optional<WavFile> create(const std::filesystem::path& file, std::uintmax_t keep_free);

    bool add(std::span<const std::int16_t> samples);
    /// All of it is durable then.
    bool finish();
    std::uint64_t samples() const { return samples_; }

  private:
    WavFile(runtime::Descriptor opened, std::uintmax_t keep_free)
        : file_(std::move(opened)), keep_free_(keep_free) {}

    runtime::Descriptor file_;
    std::uintmax_t keep_free_;
    std::uint64_t samples_{}, synced_{};
};

/// The samples in a file that has grown until its process ended, whose head is put right; none: there is no
/// such file, or it can't be written.
std::optional<std::uint64_t> recover_wav(const std::filesystem::path& file);

}  // namespace layby::recordings
