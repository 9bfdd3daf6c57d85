#include "codecs/key_tones.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <new>
#include <numbers>
#include <string_view>

// In this order: dtmf.h relies on the others.
// clang-format off
#include <spandsp/telephony.h>
#include <spandsp/complex.h>
#include <spandsp/logging.h>
#include <spandsp/tone_detect.h>
#include <spandsp/super_tone_rx.h>
#include <spandsp/dtmf.h>
// clang-format on

namespace layby::codecs {
namespace {

/// A tone that stops for less than this goes on (Q.24: so short a break is none).
constexpr std::size_t shortest_pause = KeyToneDetector::sample_rate / 1000 * 30;
// What the lines of most countries may do to the two tones of a key (Q.24, table A-1).
constexpr int low_above_high_db = 8, high_above_low_db = 6;
constexpr int unchanged = -1, any_level = -99;
constexpr char maybe = 'x';

constexpr std::string_view pad{"123A456B789C*0#D"};
constexpr std::array<double, 4> lows{697, 770, 852, 941}, highs{1209, 1336, 1477, 1633};
// -10 and -8 dBm0 of the 3.14 that a full sine has.
constexpr double low_level = 0.220 * 32767, high_level = 0.277 * 32767;

double turns(double hz, int rate) { return 2 * std::numbers::pi * hz / rate; }

}  // namespace

struct KeyToneDetector::Inside {
    struct Free {
        void operator()(dtmf_rx_state_t* its_state) const { dtmf_rx_free(its_state); }
    };
    std::unique_ptr<dtmf_rx_state_t, Free> state{dtmf_rx_init(nullptr, nullptr, nullptr)};
    int status() const { return dtmf_rx_status(state.get()); }
};

KeyToneDetector::KeyToneDetector() : inside_(std::make_unique<Inside>()) {
    if (!inside_->state) throw std::bad_alloc();
    dtmf_rx_parms(inside_->state.get(), unchanged, low_above_high_db, high_above_low_db, any_level);
}
KeyToneDetector::~KeyToneDetector() = default;

bool KeyToneDetector::sounding() const { return inside_->status() != 0 && !doubtful(); }
bool KeyToneDetector::doubtful() const { return inside_->status() == maybe; }

bool KeyToneDetector::same_press(char key) const { return key == last_ && quiet_ < shortest_pause; }

std::optional<char> KeyToneDetector::hear(std::span<const std::int16_t> pcm) {
    const bool sounded = sounding();
    dtmf_rx(inside_->state.get(), pcm.data(), static_cast<int>(pcm.size()));
    std::array<char, 4> found{};
    const std::size_t count = dtmf_rx_get(inside_->state.get(), found.data(), found.size() - 1);
    if (!sounded) quiet_ += pcm.size();
    if (count == 0) return {};
    const bool again = same_press(found[0]);
    last_ = found[0];
    quiet_ = 0;
    if (again) return {};
    return last_;
}

void KeyToneDetector::miss(std::size_t samples) {
    dtmf_rx_fillin(inside_->state.get(), static_cast<int>(samples));
}

KeyTone::KeyTone(char key, int sample_rate) {
    const std::size_t at = std::min(pad.find(key), pad.size() - 1);
    low_ = turns(lows[at / 4], sample_rate);
    high_ = turns(highs[at % 4], sample_rate);
}

void KeyTone::make(std::span<std::int16_t> out) {
    for (auto& sample : out) {
        sample = static_cast<std::int16_t>(
            std::round(low_level * std::sin(at_ * low_) + high_level * std::sin(at_ * high_)));
        ++at_;
    }
}

}  // namespace layby::codecs
