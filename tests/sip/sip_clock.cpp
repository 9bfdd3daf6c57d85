// Takes the place of src/sip/clock.cpp in the test program: all six functions, so that sofia and we agree.
#include "sip_clock.hpp"

#include <ctime>

#include "sip/sofia.hpp"

namespace {

constexpr su_nanotime_t nanoseconds = 1'000'000'000;
constexpr su_nanotime_t some_day_since_1900 = 4'000'000'000 * nanoseconds;
su_nanotime_t passed = 0;

}  // namespace

namespace layby::sip::test {

void let_pass(calls::Duration time) { passed += static_cast<su_nanotime_t>(time.count()) * 1000; }

}  // namespace layby::sip::test

extern "C" {

su_nanotime_t su_monotime(su_nanotime_t* result) {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const auto time = static_cast<su_nanotime_t>(now.tv_sec) * nanoseconds +
                      static_cast<su_nanotime_t>(now.tv_nsec) + passed;
    if (result) *result = time;
    return time;
}

su_nanotime_t su_nanotime(su_nanotime_t* result) {
    const auto time = su_monotime(nullptr) + some_day_since_1900;
    if (result) *result = time;
    return time;
}

su_nanotime_t su_now64(void) { return su_nanotime(nullptr); }
su_nanotime_t su_stamp64(void) { return su_monotime(nullptr); }

void su_time(su_time_t* result) {
    if (!result) return;
    const auto time = su_nanotime(nullptr);
    result->tv_sec = static_cast<unsigned long>(time / nanoseconds);
    result->tv_usec = static_cast<unsigned long>(time % nanoseconds / 1000);
}

su_time_t su_now(void) {
    su_time_t now{};
    su_time(&now);
    return now;
}
}
