// Chapter 1, park. A slot is reserved before anybody moves the caller. While the parker's consultation is up
// the slot has no deadline; once the parker has left, the caller has a short time to come.
#include "parking/inside.hpp"

namespace layby::parking {

void Lot::Inside::on(const SlotAsked& asked, Turn& turn) {
    if (!asked.park || find(asked.park, turn)) return;
    lapsed.forget(asked.park);
    const Choice choice = choose(asked);
    if (!choice.slot) return turn.order(RefusePark{asked.park, choice.why_not, choice.holder});
    reserve(asked.park, asked.parker, *choice.slot, turn).for_user = asked.for_user;
}

ParkedCall& Lot::Inside::reserve(ParkId park, const Parker& parker, SlotNumber slot, Turn& turn) {
    ParkedCall& call = calls[park];
    call.park = park;
    call.slot = slot;
    call.parker = parker;
    call.since = turn.now;
    call.before = slots.take(slot);
    by_slot[slot] = park;
    turn.order(GrantSlot{park, slot});
    return call;
}

void Lot::Inside::on(const CallerMoved& moved, Turn& turn) {
    if (!find(moved.park, turn) && !renew(moved.park, turn)) return;
    ParkedCall& call = *find(moved.park, turn);
    switch (call.phase) {
        case Phase::reserved:
            return start_waiting(call, moved, turn);
        case Phase::waiting:
        case Phase::ringing:
        case Phase::retrieving:
            return;  // it was moved already
    }
}

/// A caller who comes after its reservation has lapsed gets the same slot, else another. With no slot left it
/// stays where it was.
bool Lot::Inside::renew(ParkId park, Turn& turn) {
    const auto known = lapsed.take(park, turn.now);
    if (!known) return false;
    const Choice choice = choose({park, known->parker, {}, known->slot});
    if (choice.slot)
        reserve(park, known->parker, *choice.slot, turn);
    else
        turn.order(RefusePark{park, choice.why_not, choice.holder});
    return choice.slot.has_value();
}

void Lot::Inside::on(const ConsultationEnded& ended, Turn& turn) {
    ParkedCall* call = find(ended.park, turn);
    if (!call) return;
    switch (call->phase) {
        case Phase::reserved:
            if (!call->lapse) call->lapse = turn.now + rules.reservation;
            return;
        case Phase::waiting:
        case Phase::ringing:
        case Phase::retrieving:
            return;  // the caller has come: there is nothing left to lapse
    }
}

void Lot::Inside::on(const ParkGivenUp& given_up, Turn& turn) {
    lapsed.forget(given_up.park);
    ParkedCall* call = find(given_up.park, turn);
    if (!call) return;
    switch (call->phase) {
        case Phase::reserved:
            return end(*call, Outcome::given_up, {}, Rest::none, turn);
        case Phase::waiting:
        case Phase::ringing:
        case Phase::retrieving:
            return;  // too late: the caller is here, and stays until somebody takes it
    }
}

/// Nobody was told of it, so nothing has ended.
void Lot::Inside::on(const ReservationLost& lost, Turn& turn) {
    ParkedCall* found = find(lost.park, turn);
    if (!found || found->phase != Phase::reserved) return;
    const ParkedCall call = *found;
    by_slot.erase(call.slot);
    deadlines.set(call.park, {});
    calls.erase(call.park);
    if (!lost.taken) {
        slots.give_back(call.slot, call.before);
        return turn.order(RefusePark{call.park, Refusal::closed, {}});
    }
    withheld.insert(call.slot);
    on(SlotAsked{call.park, call.parker, lost.wanted, lost.previous, call.for_user}, turn);
}

/// The parker was told this slot, so it rests like any other. The park is remembered in case its caller
/// comes.
void Lot::Inside::lapse(ParkedCall& call, Turn& turn) {
    lapsed.remember(call.park, call.parker, call.slot, turn.now);
    end(call, Outcome::given_up, {}, Rest::quarantine, turn);
}

}  // namespace layby::parking
