// What others need to go on with our parked callers when we have died: put together of what is kept of their
// calls, and sealed. Owned by the member; the cluster's thread.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "calls/kept_calls.hpp"
#include "store/parked_caller.hpp"

namespace layby::cluster {

class Estate {
  public:
    /// Without a seal nothing is left to others, nor read. `wall_at_zero`: the wall clock, since 1970, at the
    /// instant zero.
    Estate(std::optional<store::Seal> seal, Duration wall_at_zero);

    // Each says of which park there is something else to be left now; none: of none that we know.
    std::optional<ParkId> note(const calls::Change& change);
    std::optional<ParkId> note(sip::KeptCall dialog);
    void forget(LegId leg);

    /// Null: it is none, or over.
    const calls::KeptPark* find(ParkId park) const;
    /// Empty: nobody could go on with it.
    std::string left_of(ParkId park) const;
    std::optional<store::ParkedCaller> opened(const std::string& text) const;

  private:
    std::optional<ParkId> park_of(LegId leg) const;
    std::optional<ParkId> forget(ParkId park);

    const std::optional<store::Seal> seal_;
    const Duration wall_at_zero_;
    std::unordered_map<LegId, calls::Leg> legs_;
    std::unordered_map<LegId, sip::KeptCall> dialogs_;
    std::unordered_map<ParkId, calls::KeptPark> parks_;
    std::unordered_map<LegId, ParkId> parked_;  ///< who waits in which
};

}  // namespace layby::cluster
