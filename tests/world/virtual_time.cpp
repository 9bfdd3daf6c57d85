#include "world/virtual_time.hpp"

#include "sip/stack/sofia.hpp"

namespace {

std::uint64_t microseconds = 4'000'000'000ULL * 1'000'000;

}  // namespace

extern "C" {

su_nanotime_t su_nanotime(su_nanotime_t* result) {
    const su_nanotime_t now = microseconds * 1000;
    if (result) *result = now;
    return now;
}
su_nanotime_t su_monotime(su_nanotime_t* result) { return su_nanotime(result); }
su_nanotime_t su_now64(void) { return su_nanotime(nullptr); }
su_nanotime_t su_stamp64(void) { return su_nanotime(nullptr); }
void su_time(su_time_t* result) {
    if (!result) return;
    result->tv_sec = microseconds / 1'000'000;
    result->tv_usec = microseconds % 1'000'000;
}
su_time_t su_now(void) {
    su_time_t now{};
    su_time(&now);
    return now;
}
}

namespace layby::tests {

Instant virtual_now() { return Instant{Duration{static_cast<std::int64_t>(microseconds)}}; }
void turn_clock(Duration by) { microseconds += static_cast<std::uint64_t>(by.count()); }

}  // namespace layby::tests
