// Who parks, as a lot is told: a user of ours, or somebody behind a trunk. A trunk that is believed names a
// number, and then that one is told the slot, reminded and rung through it. Signalling thread.
#pragma once
#include "calls/house/leg.hpp"
#include "parking/events.hpp"

namespace layby::calls {

/// The party of this leg.
parking::Parker parker_of(const Board& board, const Leg& leg);
/// Somebody behind a trunk who has no leg with us; nobody named: the trunk itself.
parking::Parker parker_behind(const Board& board, const std::string& trunk, const std::optional<Party>& who);
/// Who sent a trunk's call here, if the trunk is believed.
std::optional<Party> sender_of(const Board& board, const CallArrived& call);

}  // namespace layby::calls
