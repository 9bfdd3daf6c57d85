// The time of this test program: the real monotonic clock plus what tests have let pass. One thread.
#pragma once
#include "calls/names.hpp"

namespace layby::sip::test {

/// Lets this much time pass at once. Timers that are due run when the loop is stepped.
void let_pass(calls::Duration time);

}  // namespace layby::sip::test
