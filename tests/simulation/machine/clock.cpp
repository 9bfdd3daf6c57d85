// The clock. Sofia's is turned by hand (world/virtual_time.hpp); the wall clock follows it.
#include <chrono>

#include "simulation/machine/machine.hpp"
#include "world/virtual_time.hpp"

namespace layby::simulation {

Instant now() { return tests::virtual_now(); }

void turn_clock_to(Instant when) {
    if (when > now()) tests::turn_clock(when - now());
}

}  // namespace layby::simulation

namespace {

constexpr std::chrono::seconds from_1900_to_1970{2'208'988'800};

}  // namespace

/// In the place of the standard library's: Layby reads it for what must mean something to the next process.
std::chrono::system_clock::time_point std::chrono::system_clock::now() noexcept {
    return time_point{
        duration_cast<duration>(layby::simulation::now().time_since_epoch() - from_1900_to_1970)};
}
