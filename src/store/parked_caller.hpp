// All that is kept of a parked caller, as one sealed text, so that another server can go on with it. Pure;
// any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "calls/kept_calls.hpp"
#include "sip/dialog_keeper.hpp"
#include "store/seal.hpp"

namespace layby::store {

struct ParkedCaller {
    calls::KeptPark park;
    calls::Leg leg;
    sip::KeptCall dialog;
};

/// `wall_at_zero`: the wall clock, since 1970, at the instant zero of who writes.
std::string sealed(const ParkedCaller& caller, const Seal& seal, Duration wall_at_zero);
/// None: it was sealed by another secret, is damaged, or of a newer format. `wall_at_zero`: of who reads, by
/// whose clock instants are then.
std::optional<ParkedCaller> unsealed(std::string_view text, const Seal& seal, Duration wall_at_zero);

}  // namespace layby::store
