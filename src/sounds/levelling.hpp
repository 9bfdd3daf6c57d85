// How loud a recording is, and how it becomes as loud as the others. One thread at a time.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "sounds/wav_reader.hpp"

namespace layby::sounds {

/// The factor that makes a recording so loud (ITU-R BS.1770, in LUFS), without cutting off its peaks. Reads
/// it to its end. 1 for one that is silent.
double gain_for(WavReader& recording, double lufs);

/// Brings samples to their level, and shortens what is so quiet that a caller thinks the line is dead: fades
/// and silences below -40 dB of full scale longer than a second and a half.
class Levelling {
  public:
    Levelling(int rate, double gain) : window_{static_cast<std::size_t>(rate) / 50}, gain_{gain} {}

    /// What is left of these samples, in windows of 20 ms; the rest waits for more. Good until the next call.
    std::span<const std::int16_t> take(std::span<const std::int16_t> samples);
    /// The rest.
    std::span<const std::int16_t> finish();

  private:
    void pass_window();

    std::size_t window_;
    double gain_;
    std::vector<std::int16_t> waiting_, out_;
    std::size_t quiet_windows_{};
};

}  // namespace layby::sounds
