// Time for tests of the SIP side: sofia's timers and ours run on a clock that only tests turn.
#pragma once
#include "calls/names.hpp"

namespace layby::tests {

calls::Instant virtual_now();
void turn_clock(calls::Duration by);

}  // namespace layby::tests
