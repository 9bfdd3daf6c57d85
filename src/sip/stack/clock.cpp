// The clock behind every SIP timer. Sofia's own reads the wall clock, which an administrator or NTP may turn:
// these definitions take the place of the library's. Wall time at the start, monotonic from then on. A test
// program that defines all six has its own time.
#include <ctime>

#include "sip/stack/sofia.hpp"

namespace {

constexpr su_nanotime_t nanoseconds = 1'000'000'000;
constexpr su_nanotime_t seconds_1900_to_1970 = 2'208'988'800;

su_nanotime_t read_clock(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<su_nanotime_t>(now.tv_sec) * nanoseconds + static_cast<su_nanotime_t>(now.tv_nsec);
}

su_nanotime_t since_1900() {
    static const su_nanotime_t offset =
        read_clock(CLOCK_REALTIME) - read_clock(CLOCK_MONOTONIC) + seconds_1900_to_1970 * nanoseconds;
    return read_clock(CLOCK_MONOTONIC) + offset;
}

}  // namespace

extern "C" {

su_nanotime_t su_nanotime(su_nanotime_t* result) {
    const auto now = since_1900();
    if (result) *result = now;
    return now;
}

su_nanotime_t su_monotime(su_nanotime_t* result) {
    const auto now = read_clock(CLOCK_MONOTONIC);
    if (result) *result = now;
    return now;
}

su_nanotime_t su_now64(void) { return su_nanotime(nullptr); }
su_nanotime_t su_stamp64(void) { return su_monotime(nullptr); }

/// Whole milliseconds. Sofia rounds the time until its next timer down to these, and asked the kernel for
/// news some hundred times in the rest of the last one.
void su_time(su_time_t* result) {
    if (!result) return;
    const auto now = since_1900();
    result->tv_sec = static_cast<unsigned long>(now / nanoseconds);
    result->tv_usec = static_cast<unsigned long>(now % nanoseconds / 1'000'000 * 1000);
}

su_time_t su_now(void) {
    su_time_t now{};
    su_time(&now);
    return now;
}
}
