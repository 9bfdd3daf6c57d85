// One run of the simulated world, in a process of its own: whatever becomes of it, the next one begins
// afresh.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "simulation/machine/machine.hpp"

namespace layby::simulation {

struct Wish {
    std::uint64_t seed{1};
    Duration length{5min};
    bool whole_ladder{};    ///< also when all is well
    bool whole_messages{};  ///< in the ladder
    bool log{};             ///< Layby's own log, to standard error
};

struct Outcome {
    bool well{};
    std::string said;  ///< why not, how to see it again, and the ladder; or one line of figures
};

Outcome run(const Wish& wish);

}  // namespace layby::simulation
