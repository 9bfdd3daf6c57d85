// What a turn of the switchboard wants done, as plain values. Whoever runs the switchboard carries it out:
// audio at once, then what is to be kept, and the orders to signalling when that is durable, so that no phone
// is told of a state that a crash could undo.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "calls/kept_calls.hpp"
#include "calls/orders.hpp"
#include "calls/past_call.hpp"
#include "calls/past_park.hpp"
#include "calls/shown.hpp"
#include "calls/watched.hpp"

namespace layby::calls {

/// Of a node of a cluster: the slot is granted only when the others agree (SlotClaimed, SlotLost or
/// ClaimFailed).
struct ClaimSlot {
    std::string lot;
    SlotNumber slot;
    ParkId park;
    Party parker;
    bool operator==(const ClaimSlot&) const = default;
};
/// That park has it no more.
struct ReleaseSlot {
    std::string lot;
    SlotNumber slot;
    ParkId park;
    bool operator==(const ReleaseSlot&) const = default;
};
using Claim = std::variant<ClaimSlot, ReleaseSlot>;

struct Turn {
    std::vector<Order> orders;      ///< to signalling
    std::vector<AudioOrder> audio;  ///< to the media engine
    std::vector<Change> changes;    ///< durable together or not at all: whoever goes on after a crash finds
                                    ///< the state between two turns, never half of one
    std::vector<Claim> claims;      ///< to the cluster; what its own slots look like is in `watched`
    std::vector<Watched> watched;   ///< for lamps
    std::vector<Shown> shown;       ///< for boards
    std::vector<PastPark> past;     ///< parked calls that have ended
    std::vector<PastCall> calls;    ///< calls that have ended
    std::vector<CallStep> steps;    ///< what has happened to those that have not, or just have
    std::vector<Tie> ties;          ///< which legs belong together, from now on
    bool operator==(const Turn&) const = default;

    bool empty() const {
        return orders.empty() && audio.empty() && changes.empty() && claims.empty() && watched.empty() &&
               shown.empty() && past.empty() && calls.empty() && steps.empty() && ties.empty();
    }
};

}  // namespace layby::calls
