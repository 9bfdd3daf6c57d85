// Test signals and how well they survive. Header only; used by the tests of codecs and media.
#pragma once
#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

namespace layby::tests {

inline std::vector<std::int16_t> tone(double hz, int rate, double seconds, double amplitude = 8000) {
    std::vector<std::int16_t> pcm(static_cast<std::size_t>(rate * seconds));
    for (std::size_t i = 0; i < pcm.size(); ++i)
        pcm[i] = static_cast<std::int16_t>(
            std::lround(amplitude * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate)));
    return pcm;
}

inline double power(std::span<const std::int16_t> pcm) {
    double sum = 0;
    for (const auto x : pcm) sum += static_cast<double>(x) * x;
    return pcm.empty() ? 0 : sum / static_cast<double>(pcm.size());
}

/// The share (0 … 1) of the power that is a tone of this frequency, whatever its phase.
inline double share_of_tone(std::span<const std::int16_t> pcm, double hz, int rate) {
    double re = 0, im = 0;
    for (std::size_t i = 0; i < pcm.size(); ++i) {
        const double angle = 2 * std::numbers::pi * hz * static_cast<double>(i) / rate;
        re += pcm[i] * std::cos(angle);
        im += pcm[i] * std::sin(angle);
    }
    const double n = static_cast<double>(pcm.size());
    return n == 0 || power(pcm) == 0 ? 0 : 2 * (re * re + im * im) / (n * n) / power(pcm);
}

/// Signal to noise in dB of a tone.
inline double tone_snr(std::span<const std::int16_t> pcm, double hz, int rate) {
    const double share = share_of_tone(pcm, hz, rate);
    return 10 * std::log10(share / (1 - share));
}

}  // namespace layby::tests
