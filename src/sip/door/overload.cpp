#include "sip/door/overload.hpp"

#include <algorithm>

namespace layby::sip {
namespace {

constexpr double smallest_burst = 10;
constexpr int full_wait = 5;  ///< seconds, when every dialog is in use
constexpr int rate_wait = 1;

}  // namespace

Overload::Overload(std::size_t per_second, std::size_t max_dialogs) { change(per_second, max_dialogs); }

void Overload::change(std::size_t per_second, std::size_t max_dialogs) {
    per_second_ = static_cast<double>(per_second);
    burst_ = std::max(per_second_, smallest_burst);
    tokens_ = burst_;
    max_dialogs_ = max_dialogs;
}

void Overload::refill(Instant now) {
    const auto passed = filled_ ? std::chrono::duration<double>(now - *filled_).count() : 0;
    tokens_ = std::min(burst_, tokens_ + std::max(0.0, passed) * per_second_);
    filled_ = now;
}

std::optional<int> Overload::refuse(std::size_t dialogs, Instant now) {
    if (dialogs >= max_dialogs_) return ++refused_, full_wait;
    if (per_second_ == 0) return {};
    refill(now);
    if (tokens_ < 1) return ++refused_, rate_wait;
    tokens_ -= 1;
    return {};
}

}  // namespace layby::sip
