// A trunk's plain call to a park number: its party waits there.
#include "calls/house/board.hpp"
#include "calls/ways/parkers.hpp"
#include "calls/ways/parking_steps.hpp"

namespace layby::calls {

/// Whoever was sent here waits itself. Anybody else may be a parker that consults, where the trunk says so;
/// it waits in the slot all the same, so that it isn't lost if the trunk is wrong.
void park_plainly(Board& board, Leg& leg, const ToLot& where, const CallArrived& call) {
    if (!may_park(board, leg)) return refuse_parker(board, leg);
    const Trunk* trunk = board.plan.trunk(leg.from.name);
    Park park;
    park.way = Park::Way::plain;
    park.parkee = leg.id;
    park.say_slot = trunk && trunk->consults && !call.referred_by && !call.diverted_by;
    ask_for_slot(board, std::move(park), where, parker_behind(board, leg.from.name, sender_of(board, call)));
}

}  // namespace layby::calls
