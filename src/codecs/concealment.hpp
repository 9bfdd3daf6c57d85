// Hides lost packets of codecs that can't do it themselves: repeats the pitch of the last good audio and
// fades it out (ITU-T G.711 appendix I in spirit; spandsp does the work). Part of a decoder; its thread.
#pragma once
#include <cstdint>
#include <memory>
#include <span>

namespace layby::codecs {

class Concealment {
  public:
    Concealment();
    ~Concealment();
    Concealment(const Concealment&) = delete;
    Concealment& operator=(const Concealment&) = delete;

    /// Remembers good audio; after a gap also smooths its beginning.
    void good(std::span<std::int16_t> pcm);
    /// Writes up to `samples` made-up samples; returns how many.
    std::size_t fill(std::span<std::int16_t> out, std::size_t samples);

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::codecs
