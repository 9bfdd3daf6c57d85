// How long a phone of the simulated world waits (RFC 3261 section 17.1.1.1 and table 4).
#pragma once
#include "words/time.hpp"

namespace layby::simulation {

constexpr Duration t1 = 500ms;             ///< until a request or an answer is said again, the first time
constexpr Duration t2 = 4s;                ///< at most
constexpr Duration answered_within = 32s;  ///< 64 x T1: timers B, F and H

}  // namespace layby::simulation
