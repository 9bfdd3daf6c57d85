// Time as an argument: instants and durations of one clock that has no now(). Plain values, used on every
// thread.
#pragma once
#include <chrono>

namespace layby {

/// Adapters measure it (monotonic), tests make it up.
struct Time {
    using duration = std::chrono::microseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<Time>;
    static constexpr bool is_steady = true;
};
using Instant = Time::time_point;
using Duration = Time::duration;
using namespace std::chrono_literals;

}  // namespace layby
