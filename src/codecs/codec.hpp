// Encoders and decoders of 20 ms frames. One object per direction and stream, used on one thread at a time.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "words/media_description.hpp"

namespace layby::codecs {

/// Samples per second of the PCM that a codec takes and gives (8000, 16000 or 48000; mono, 16 bit).
int sample_rate(Codec codec);
/// Samples in 20 ms of that PCM.
constexpr int frame_ms = 20;
int frame_samples(Codec codec);
/// RTP timestamp units in 20 ms (160 or 960).
std::uint32_t frame_timestamp(Codec codec);
/// RTP payload size limit of one frame in bytes.
inline constexpr std::size_t max_frame_bytes = 1275;

class Encoder {
  public:
    virtual ~Encoder() = default;
    /// Encodes frame_samples() samples into `out` (at least max_frame_bytes); returns the bytes written.
    virtual std::size_t encode(std::span<const std::int16_t> pcm, std::span<std::uint8_t> out) = 0;
};

class Decoder {
  public:
    virtual ~Decoder() = default;
    /// Decodes one payload into `out` (at least 5760 samples); returns the samples written, 0 for bad bytes.
    virtual std::size_t decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) = 0;
    /// Fills a gap of one frame (packet loss concealment).
    virtual std::size_t conceal(std::span<std::int16_t> out) = 0;
    /// The same when the payload after the gap is at hand: it may carry the lost frame once more (Opus).
    virtual std::size_t recover(std::span<const std::uint8_t> next, std::span<std::int16_t> out) {
        static_cast<void>(next);
        return conceal(out);
    }
};

std::unique_ptr<Encoder> make_encoder(Codec codec);
std::unique_ptr<Decoder> make_decoder(Codec codec);

/// Converts mono PCM between sample rates, streaming: state is kept between calls. No allocation per frame.
class Resampler {
  public:
    Resampler(int from_hz, int to_hz);
    ~Resampler();
    Resampler(Resampler&&) noexcept;
    Resampler& operator=(Resampler&&) noexcept;
    /// Returns the samples written to `out`.
    std::size_t convert(std::span<const std::int16_t> in, std::span<std::int16_t> out);

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

/// A whole recording at once, e.g. when sounds are loaded.
std::vector<std::int16_t> resample(std::span<const std::int16_t> in, int from_hz, int to_hz);

}  // namespace layby::codecs
