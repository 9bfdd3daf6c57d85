#include "store/clock.hpp"

#include <algorithm>
#include <ctime>
#include <fstream>

namespace layby::store {
namespace {

std::string boot_id() {
    std::string out;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> out;
    return out;
}

/// The clock of the event loop: std::chrono doesn't promise which one its steady clock is.
Instant monotonic_now() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return Instant{std::chrono::seconds(now.tv_sec) +
                   std::chrono::floor<Duration>(std::chrono::nanoseconds(now.tv_nsec))};
}

bool same_boot(const Moment& then, const Moment& now) {
    return !then.boot.empty() && then.boot == now.boot && then.monotonic <= now.monotonic;
}

}  // namespace

Moment machine_now() {
    static const std::string boot = boot_id();
    return {boot, monotonic_now(),
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())};
}

bool says_the_same(const Moment& anchor, const Moment& now) {
    using namespace std::chrono_literals;
    const Duration passed = now.monotonic - anchor.monotonic;
    const Duration turned = now.wall - anchor.wall - passed;
    return same_boot(anchor, now) && passed < 1s && turned > -10ms && turned < 10ms;
}

Duration shift_between(const Moment& then, const Moment& now) {
    if (same_boot(then, now)) return {};
    const Duration passed = std::max(now.wall - then.wall, {});
    return now.monotonic - then.monotonic - passed;
}

}  // namespace layby::store
