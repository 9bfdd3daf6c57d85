// Which slot a park gets: the one the caller had before, the one that was asked for, or any.
#include "parking/inside.hpp"

namespace layby::parking {

Lot::Inside::Choice Lot::Inside::choose(const SlotAsked& asked) {
    if (closed) return {{}, Refusal::closed};
    if (asked.wanted) return choose_wanted(asked);
    if (asked.previous && slots.is_free(*asked.previous)) return {asked.previous};
    return choose_any();
}

Lot::Inside::Choice Lot::Inside::choose_any() {
    if (const auto slot = slots.choose(rules.choice)) return {slot};
    return {{}, Refusal::lot_full};
}

Lot::Inside::Choice Lot::Inside::choose_wanted(const SlotAsked& asked) {
    const SlotNumber wanted = *asked.wanted;
    if (!slots.exists(wanted)) return {{}, Refusal::no_such_slot};
    if (may_have(wanted, asked)) return {wanted};
    if (rules.when_taken == WhenTaken::next_free) return choose_any();
    if (const ParkedCall* holder = in(wanted)) return {{}, Refusal::slot_taken, holder->parker.shown};
    return {{}, withheld.contains(wanted) ? Refusal::slot_taken : Refusal::quarantined};
}

/// A slot in quarantine is free for whoever can't be confused by it: the same caller, or the same parker.
bool Lot::Inside::may_have(SlotNumber slot, const SlotAsked& asked) const {
    if (!slots.is_free(slot)) return false;
    return !slots.in_quarantine(slot) || asked.previous == slot ||
           slots.was_parked_by(slot, asked.parker.user);
}

}  // namespace layby::parking
