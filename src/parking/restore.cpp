// Going on after a restart: calls and releases as they were written down. Deadlines that have passed
// meanwhile are due at once; nothing else happens to anybody by itself.
#include "parking/inside.hpp"

namespace layby::parking {

const std::vector<ParkId>& Lot::touched() const { return inside_->touched; }

const ParkedCall* Lot::find(ParkId park) const {
    const auto known = inside_->calls.find(park);
    return known == inside_->calls.end() ? nullptr : &known->second;
}

const Release* Lot::last_release(SlotNumber slot) const { return inside_->slots.last_release(slot); }

void Lot::restore(const Release& release) { inside_->slots.restore(release); }

bool Lot::restore(const ParkedCall& call) { return inside_->take_place(call); }

bool Lot::Inside::take_place(const ParkedCall& call) {
    const bool takes_part = call.park && call.slot.value != 0 && phase_is_sound(call);
    if (!takes_part || calls.contains(call.park) || by_slot.contains(call.slot)) return false;
    withheld.erase(call.slot);  // its caller waits here from now on
    if (slots.is_free(call.slot)) slots.take(call.slot);
    if (call.before) slots.number_after(*call.before);
    by_slot[call.slot] = call.park;
    calls[call.park] = call;
    settle({.now = latest, .touched = call.park});
    return true;
}

}  // namespace layby::parking
