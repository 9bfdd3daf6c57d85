// A recording as a stream of mono samples (libsndfile behind it). Owned by whoever encodes it, one thread.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace layby::sounds {

class WavReader {
  public:
    /// `problem` tells why when the reader is not good(): "there is no such file", "is not a recording (…)".
    explicit WavReader(const std::filesystem::path& file);
    ~WavReader();
    WavReader(WavReader&&) noexcept;
    WavReader& operator=(WavReader&&) noexcept;

    bool good() const { return problem_.empty(); }
    const std::string& problem() const { return problem_; }
    int rate() const;        ///< samples per second
    double seconds() const;  ///< as the file's header says
    /// The next samples, several channels mixed to one; 0 at the end. Bytes that stop making sense are the
    /// end.
    std::size_t read(std::span<std::int16_t> out);

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
    std::string problem_;
};

}  // namespace layby::sounds
