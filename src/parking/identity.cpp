// Who is in a parked call may turn out to be somebody else: the name and number in the slot are those of now.
#include "parking/inside.hpp"

namespace layby::parking {

void Lot::Inside::on(const PartyLearned& learned, Turn& turn) {
    ParkedCall* call = find(learned.park, turn);
    if (!call) return;
    if (call->parkee && call->parkee == learned.leg) call->caller = learned.shown;
    if (call->parker.leg && call->parker.leg == learned.leg) call->parker.shown = learned.shown;
    if (call->taker && call->taker->leg == learned.leg) call->taker->shown = learned.shown;
}

}  // namespace layby::parking
