// What a turn of the switchboard wants done, as plain values. Whoever runs the switchboard carries it out:
// audio at once, then what is to be kept, and the orders to signalling when that is durable, so that no phone
// is told of a state that a crash could undo.
#pragma once
#include <vector>

#include "calls/kept_calls.hpp"
#include "calls/orders.hpp"
#include "calls/past_call.hpp"
#include "calls/past_park.hpp"
#include "calls/shown.hpp"
#include "calls/watched.hpp"

namespace layby::calls {

struct Turn {
    std::vector<Order> orders;      ///< to signalling
    std::vector<AudioOrder> audio;  ///< to the media engine
    std::vector<Change> changes;    ///< durable together or not at all: whoever goes on after a crash finds
                                    ///< the state between two turns, never half of one
    std::vector<Watched> watched;   ///< for lamps
    std::vector<Shown> shown;       ///< for boards
    std::vector<PastPark> past;     ///< parked calls that have ended
    std::vector<PastCall> calls;    ///< calls that have ended
    std::vector<CallStep> steps;    ///< what has happened to those that have not, or just have
    std::vector<Tie> ties;          ///< which legs belong together, from now on
    bool operator==(const Turn&) const = default;

    bool empty() const {
        return orders.empty() && audio.empty() && changes.empty() && watched.empty() && shown.empty() &&
               past.empty() && calls.empty() && steps.empty() && ties.empty();
    }
};

}  // namespace layby::calls
