// Time for tests of the SIP side: sofia's timers and ours run on a clock that only tests turn.
#pragma once
#include "words/time.hpp"

namespace layby::tests {

Instant virtual_now();
void turn_clock(Duration by);

}  // namespace layby::tests
