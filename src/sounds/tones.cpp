#include "sounds/tones.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace layby::sounds {
namespace {

/// Up to two frequencies for a time; none is silence.
struct Part {
    int milliseconds;  // a multiple of 20
    double one_hz{}, other_hz{};
    double level{0.12};  // of each frequency, 1 is full scale: two of them stay below -12 dB
};
using Cadence = std::vector<Part>;

const std::map<std::string_view, Cadence>& cadences() {
    static const std::map<std::string_view, Cadence> all{
        {"tone/confirm", {{100, 660}, {40}, {140, 880}, {200}}},
        {"tone/ringback", {{2000, 440, 480}, {4000}}},
        {"tone/speak", {{300}, {500, 1000}}},
        {"tone/busy", {{500, 480, 620}, {500}}},
        {"tone/error", {{320, 950}, {320, 1400}, {320, 1800}, {400}}},
        {"tone/silence", {{200}}},
        {"tone/missing", {{200, 425}, {100}}},
        {"tone/music", {{200, 440, 0, 0.03}, {3800}}},
    };
    return all;
}

constexpr double edge_seconds = 0.005;  // fades in and out, so that nothing clicks

double fade(double at, double end) { return std::min({1.0, at / edge_seconds, (end - at) / edge_seconds}); }

void add_part(std::vector<std::int16_t>& samples, const Part& part, int rate) {
    const int count = part.milliseconds * rate / 1000;
    const double end = part.milliseconds / 1000.0;
    for (int i = 0; i < count; ++i) {
        const double at = static_cast<double>(i) / rate, turn = 2 * std::numbers::pi * at;
        const double wave = std::sin(turn * part.one_hz) + std::sin(turn * part.other_hz);
        samples.push_back(static_cast<std::int16_t>(std::lrint(32767 * part.level * fade(at, end) * wave)));
    }
}

/// "silence/3": 3; 0 for anything else.
int seconds_of_silence(std::string_view name) {
    constexpr std::string_view prefix = "silence/";
    if (!name.starts_with(prefix) || name.size() != prefix.size() + 1) return 0;
    const char digit = name.back();
    return digit >= '1' && digit <= '9' ? digit - '0' : 0;
}

}  // namespace

std::vector<std::int16_t> make_tone(std::string_view name, int samples_per_second) {
    std::vector<std::int16_t> samples;
    if (const int seconds = seconds_of_silence(name))
        samples.resize(static_cast<std::size_t>(seconds) * static_cast<std::size_t>(samples_per_second));
    const auto found = cadences().find(name);
    if (found == cadences().end()) return samples;
    for (const Part& part : found->second) add_part(samples, part, samples_per_second);
    return samples;
}

}  // namespace layby::sounds
