// Chapter 7, leave. Every way out of the lot ends here: retrieved, recalled, hung up, released by an
// operator, never come, or gone on at another server.
#include "parking/inside.hpp"

namespace layby::parking {

/// The caller hung up or is lost: whoever rings for it stops, and whoever was taking it is let go.
void Lot::Inside::on(const CallerLeft& left, Turn& turn) {
    lapsed.forget(left.park);
    ParkedCall* call = find(left.park, turn);
    if (!call) return;
    abandon_others(*call, turn);
    end(*call, left.lost ? Outcome::failed : Outcome::abandoned, {}, Rest::quarantine, turn);
}

/// An operator ends the call, also while somebody is taking it: the way out of a call that is stuck.
void Lot::Inside::on(const ReleaseOrdered& ordered, Turn& turn) {
    ParkedCall* call = find(ordered.slot, turn);
    if (!call) return;
    switch (call->phase) {
        case Phase::reserved:
            return;  // nobody is in the slot yet; the call is still its parker's
        case Phase::waiting:
        case Phase::ringing:
        case Phase::retrieving:
            turn.order(HangUpCaller{call->park, call->parkee});
            abandon_others(*call, turn);
            return end(*call, Outcome::forced, {}, Rest::quarantine, turn);
    }
}

void Lot::Inside::abandon_others(const ParkedCall& call, Turn& turn) {
    switch (call.phase) {
        case Phase::reserved:
        case Phase::waiting:
            return;
        case Phase::ringing:
            return stop_ringing(call, true, turn);  // nothing was missed: there is nobody to call back
        case Phase::retrieving:
            return turn.order(Dismiss{call.taker->leg, {}});
    }
}

/// The call is gone afterwards. Its slot rests, unless nobody was ever told about it.
void Lot::Inside::end(ParkedCall& call, Outcome outcome, const Party& by, Rest rest, Turn& turn) {
    turn.order(Ended{call.park, call.slot, outcome, by});
    vacate(call, rest, turn);
}

/// The other server has the story of the call, and ends it.
void Lot::Inside::hand_over(ParkId park, Turn& turn) {
    ParkedCall* call = find(park, turn);
    if (!call) return;
    abandon_others(*call, turn);
    vacate(*call, Rest::none, turn);
}

void Lot::Inside::vacate(ParkedCall& call, Rest rest, Turn& turn) {
    by_slot.erase(call.slot);
    in_line.erase({call.since, call.park});
    deadlines.set(call.park, {});
    if (rest == Rest::quarantine)
        slots.release(call.slot, call.parker.user, turn.now);
    else
        slots.give_back(call.slot, call.before);
    slots.end_quarantines(rules.quarantine, turn.now);
    calls.erase(call.park);
}

}  // namespace layby::parking
