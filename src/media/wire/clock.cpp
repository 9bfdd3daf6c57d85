#include "media/wire/clock.hpp"

#include <algorithm>
#include <cerrno>

namespace layby::media {
namespace {

timespec to_timespec(Duration time) { return {time.count() / 1'000'000, (time.count() % 1'000'000) * 1000}; }

}  // namespace

Instant clock_now() {
    timespec ts{};
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return Instant{std::chrono::seconds{ts.tv_sec} + Duration{ts.tv_nsec / 1000}};
}

void sleep_until(Instant when) {
    const timespec ts = to_timespec(when.time_since_epoch());
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, nullptr) == EINTR) {
    }
}

timespec until(std::optional<Instant> when) {
    return to_timespec(when ? std::max(*when - clock_now(), Duration::zero()) : Duration::zero());
}

}  // namespace layby::media
