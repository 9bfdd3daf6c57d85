// Instants over a reboot. They count from the machine's boot, so the file has an anchor: one moment in both
// clocks, taken with the commits. Plain values; any thread.
#pragma once
#include <string>

#include "sip/kept_registrations.hpp"
#include "words/time.hpp"

namespace layby::store {

struct Moment {
    std::string boot;  ///< names the boot of the machine from which `monotonic` counts; empty: unknown
    Instant monotonic;
    sip::WallTime wall;
};

Moment machine_now();

/// Whether an anchor says the same as one taken now would: then a commit needs none, which saves it a page.
/// No clock was turned in between, and it is less than a second old.
bool says_the_same(const Moment& anchor, const Moment& now);

/// What to add to an Instant that was written at `then`, so that it means the same now. Within one boot that
/// is nothing, whatever became of the wall clock; over a reboot the wall clock says how much time has passed.
Duration shift_between(const Moment& then, const Moment& now);

}  // namespace layby::store
