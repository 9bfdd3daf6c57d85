// Instants over a reboot. They count from the machine's boot, so the file has an anchor: one moment in both
// clocks, taken with each commit. Plain values; any thread.
#pragma once
#include <string>

#include "sip/registrar/kept_registrations.hpp"
#include "words/time.hpp"

namespace layby::store {

struct Moment {
    std::string boot;  ///< names the boot of the machine from which `monotonic` counts; empty: unknown
    Instant monotonic;
    sip::WallTime wall;
};

Moment machine_now();

/// What to add to an Instant that was written at `then`, so that it means the same now. Within one boot that
/// is nothing, whatever became of the wall clock; over a reboot the wall clock says how much time has passed.
Duration shift_between(const Moment& then, const Moment& now);

}  // namespace layby::store
