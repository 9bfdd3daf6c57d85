// Time in the load tool: seconds of the realtime clock, which is also the clock of the kernel's packet time
// stamps.
#pragma once
#include <ctime>

namespace load {

inline double seconds(const timespec& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

inline double now() {
    timespec time{};
    clock_gettime(CLOCK_REALTIME, &time);
    return seconds(time);
}

}  // namespace load
