// From samples of any rate to frames of one or more codecs that share a sample rate. One thread at a time.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "codecs/codec.hpp"
#include "sounds/library.hpp"

namespace layby::sounds {

class Encoding {
  public:
    struct Into {
        Codec codec{};
        Frames* frames{};
    };
    /// All of `into` share one sample rate; the frames outlive this.
    explicit Encoding(const std::vector<Into>& into);

    /// What follows has this rate; the encoders carry on, so that files join without a click.
    void from_rate(int hz);
    void take(std::span<const std::int16_t> samples);
    /// Fills the last frame with silence.
    void finish();
    std::size_t frames_made() const { return made_; }

  private:
    struct Line {
        std::unique_ptr<codecs::Encoder> encoder;
        Frames* frames;
    };
    void encode_whole_frames();

    int rate_;
    std::size_t frame_;
    std::vector<Line> lines_;
    std::optional<codecs::Resampler> resampler_;
    int from_hz_{};
    std::vector<std::int16_t> converted_, pending_;
    std::size_t made_{};
};

}  // namespace layby::sounds
