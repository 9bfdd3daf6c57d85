// A polyphase filter of our own for streams: 1.5 ms of delay between 8 and 48 kHz, no allocation per frame.
// Whole recordings, which may have any rate and where time doesn't matter, go through libsoxr.
#include <soxr.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "codecs/codec.hpp"

namespace layby::codecs {
namespace {

constexpr int half_width = 12;       // zero crossings of the sinc on each side, at the lower of the two rates
constexpr double passband = 0.93;    // of the lower rate's half
constexpr double kaiser_beta = 7.0;  // about 70 dB of rejection

double bessel0(double x) {
    double sum = 1, term = 1;
    for (int k = 1; k < 40; ++k) {
        term *= (x / 2 / k) * (x / 2 / k);
        sum += term;
    }
    return sum;
}

double sinc(double x) {
    return std::abs(x) < 1e-9 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

std::int16_t rounded(float value) {
    return static_cast<std::int16_t>(std::lrint(std::clamp(value, -32768.0F, 32767.0F)));
}

}  // namespace

struct Resampler::Inside {
    int up, down;                // out = in * up / down, in lowest terms
    int taps;                    // per phase
    int phase{};                 // of the next output sample, 0 … up-1
    int missing{1};              // input samples to take before the next output sample
    std::vector<float> filter;   // up phases of `taps` coefficients
    std::vector<float> history;  // twice the taps: written twice, so that a window is always contiguous
    int newest{};

    Inside(int from_hz, int to_hz)
        : up(to_hz / std::gcd(from_hz, to_hz)),
          down(from_hz / std::gcd(from_hz, to_hz)),
          taps(2 * half_width * std::max(1, (down + up - 1) / up)) {
        history.assign(static_cast<std::size_t>(2 * taps), 0.0F);
        design();
    }

    void design() {
        const double cutoff = passband * std::min(1.0, static_cast<double>(up) / down);
        const double middle = (taps * up - 1) / 2.0;
        filter.resize(static_cast<std::size_t>(taps * up));
        for (int p = 0; p < up; ++p) {
            double sum = 0;
            for (int t = 0; t < taps; ++t) {
                const double x = (t * up + p - middle) / up;
                const double w = x * 2 / taps;
                const double window =
                    bessel0(kaiser_beta * std::sqrt(std::max(0.0, 1 - w * w))) / bessel0(kaiser_beta);
                const double c = cutoff * sinc(cutoff * x) * window;
                coefficient(p, t) = static_cast<float>(c);
                sum += c;
            }
            for (int t = 0; t < taps; ++t) coefficient(p, t) /= static_cast<float>(sum);
        }
    }

    // Stored oldest sample first, so that the inner loop runs forward over both arrays.
    float& coefficient(int p, int t) { return filter[static_cast<std::size_t>(p * taps + taps - 1 - t)]; }

    void take(std::int16_t sample) {
        history[static_cast<std::size_t>(newest)] = history[static_cast<std::size_t>(newest + taps)] = sample;
        newest = newest + 1 == taps ? 0 : newest + 1;
    }

    std::int16_t give() const {
        const float* x = history.data() + newest;
        const float* c = filter.data() + static_cast<std::ptrdiff_t>(phase) * taps;
        std::array<float, 8> sums{};
        for (int i = 0; i < taps; i += 8)
            for (int j = 0; j < 8; ++j) sums[static_cast<std::size_t>(j)] += x[i + j] * c[i + j];
        return rounded(std::accumulate(sums.begin(), sums.end(), 0.0F));
    }

    void advance() {
        phase += down;
        missing = phase / up;
        phase %= up;
    }
};

Resampler::Resampler(int from_hz, int to_hz) : inside_(std::make_unique<Inside>(from_hz, to_hz)) {}
Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

std::size_t Resampler::convert(std::span<const std::int16_t> in, std::span<std::int16_t> out) {
    Inside& s = *inside_;
    if (s.up == s.down)
        return static_cast<std::size_t>(
            std::copy_n(in.begin(), std::min(in.size(), out.size()), out.begin()) - out.begin());
    std::size_t written = 0;
    for (const std::int16_t sample : in) {
        s.take(sample);
        for (--s.missing; s.missing == 0; s.advance())
            if (written < out.size()) out[written++] = s.give();
    }
    return written;
}

std::vector<std::int16_t> resample(std::span<const std::int16_t> in, int from_hz, int to_hz) {
    if (from_hz == to_hz || in.empty()) return {in.begin(), in.end()};
    const auto samples =
        static_cast<std::size_t>(std::ceil(static_cast<double>(in.size()) * to_hz / from_hz));
    std::vector<std::int16_t> out(samples);
    const auto format = soxr_io_spec(SOXR_INT16_I, SOXR_INT16_I);
    const auto quality = soxr_quality_spec(SOXR_HQ, 0);
    std::size_t done = 0;
    if (const auto* failure = soxr_oneshot(from_hz, to_hz, 1, in.data(), in.size(), nullptr, out.data(),
                                           out.size(), &done, &format, &quality, nullptr))
        throw std::runtime_error(failure);
    out.resize(done);
    return out;
}

}  // namespace layby::codecs
