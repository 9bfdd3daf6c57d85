#include "sounds/levelling.hpp"

#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace layby::sounds {
namespace {

constexpr double highest_peak = 0.89;               // -1 dB of full scale
constexpr double quiet_power = 327.68 * 327.68;     // -40 dB, of a sample
constexpr std::size_t most_quiet_windows = 3 * 25;  // a second and a half

struct Destroy {
    void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};
using Meter = std::unique_ptr<ebur128_state, Destroy>;

std::int16_t scaled(std::int16_t sample, double gain) {
    return static_cast<std::int16_t>(std::lrint(std::clamp(sample * gain, -32768.0, 32767.0)));
}

bool is_quiet(std::span<const std::int16_t> samples) {
    double power = 0;
    for (const double sample : samples) power += sample * sample;
    return power < quiet_power * static_cast<double>(samples.size());
}

}  // namespace

double gain_for(WavReader& recording, double lufs) {
    const Meter meter{ebur128_init(1, static_cast<unsigned long>(recording.rate()),
                                   EBUR128_MODE_I | EBUR128_MODE_SAMPLE_PEAK)};
    if (!meter) return 1;
    std::vector<std::int16_t> samples(4096);
    while (const auto count = recording.read(samples))
        ebur128_add_frames_short(meter.get(), samples.data(), count);
    double loudness = 0, peak = 0;
    ebur128_loudness_global(meter.get(), &loudness);
    ebur128_sample_peak(meter.get(), 0, &peak);
    if (!std::isfinite(loudness) || peak <= 0) return 1;
    return std::min(std::pow(10, (lufs - loudness) / 20), highest_peak / peak);
}

std::span<const std::int16_t> Levelling::take(std::span<const std::int16_t> samples) {
    out_.clear();
    for (const auto sample : samples) {
        waiting_.push_back(scaled(sample, gain_));
        if (waiting_.size() == window_) pass_window();
    }
    return out_;
}

void Levelling::pass_window() {
    quiet_windows_ = is_quiet(waiting_) ? quiet_windows_ + 1 : 0;
    if (quiet_windows_ <= most_quiet_windows) out_.insert(out_.end(), waiting_.begin(), waiting_.end());
    waiting_.clear();
}

std::span<const std::int16_t> Levelling::finish() {
    out_.clear();
    if (!waiting_.empty()) pass_window();
    return out_;
}

}  // namespace layby::sounds
