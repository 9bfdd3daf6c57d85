// The tones of telephone keys in audio (DTMF, ITU-T Q.23): recognising them (spandsp does the work) and
// making them. One object per stream, used on one thread at a time.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace layby::codecs {

class KeyToneDetector {
  public:
    /// Of the PCM that it hears.
    static constexpr int sample_rate = 8000;
    /// A tone that began so long ago is recognised: two whole blocks of 102 samples, and the part of one.
    static constexpr int decides_ms = 39;

    KeyToneDetector();
    ~KeyToneDetector();
    KeyToneDetector(const KeyToneDetector&) = delete;
    KeyToneDetector& operator=(const KeyToneDetector&) = delete;

    /// The key, in the audio in which its press is recognised: "0123456789*#ABCD".
    std::optional<char> hear(std::span<const std::int16_t> pcm);
    /// In place of audio that was lost.
    void miss(std::size_t samples);
    bool sounding() const;  ///< a key's tone, at the end of what was heard
    bool doubtful() const;  ///< what may be the beginning of one

  private:
    bool same_press(char key) const;

    struct Inside;
    std::unique_ptr<Inside> inside_;
    char last_{};
    std::size_t quiet_{};  // samples since the end of the last tone
};

/// The tone of one key as a gateway would send it.
class KeyTone {
  public:
    KeyTone(char key, int sample_rate);
    /// The next samples.
    void make(std::span<std::int16_t> out);

  private:
    double low_, high_;  // turns per sample
    double at_{};
};

}  // namespace layby::codecs
