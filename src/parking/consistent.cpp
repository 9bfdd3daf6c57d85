// What is always true of a lot, whatever it was told.
#include <algorithm>

#include "parking/inside.hpp"

namespace layby::parking {

bool phase_is_sound(const ParkedCall& call) {
    const bool rings = call.ring_out.has_value();
    const bool taken = call.taker.has_value();
    switch (call.phase) {
        case Phase::reserved:
            return !rings && !taken && !call.recall && !call.reminder && !call.max_wait;
        case Phase::waiting:
            return !rings && !taken;
        case Phase::ringing:
            return rings && !taken && call.attempt > 0 && !call.rung.empty();
        case Phase::retrieving:
            return !rings && taken;
    }
    return false;
}

bool Lot::Inside::sound(const ParkedCall& call) const {
    const auto place = by_slot.find(call.slot);
    const bool in_its_slot =
        place != by_slot.end() && place->second == call.park && !slots.is_free(call.slot);
    const bool in_its_place = in_line.contains({call.since, call.park}) == waits(call.phase);
    return in_its_slot && in_its_place && deadlines.of(call.park) == next_due(call).at &&
           phase_is_sound(call);
}

/// Calls in slots that no longer exist, after a change of rules, take no slot of the lot.
bool Lot::Inside::counts_agree() const {
    return calls.size() == by_slot.size() && in_line.size() <= calls.size() &&
           deadlines.size() <= calls.size() &&
           slots.count() <= slots.free_count() + calls.size() + withheld.size();
}

bool Lot::Inside::all_sound() const {
    const auto entry_is_sound = [this](const auto& entry) { return sound(entry.second); };
    const auto exists = [this](const auto& entry) { return slots.exists(entry.first); };
    const auto waiting = [](const auto& entry) { return waits(entry.second.phase); };
    const auto has_deadline = [](const auto& entry) { return next_due(entry.second).at.has_value(); };
    const auto number = [](auto count) { return static_cast<std::size_t>(count); };
    return counts_agree() && slots.consistent() && std::all_of(calls.begin(), calls.end(), entry_is_sound) &&
           number(std::count_if(by_slot.begin(), by_slot.end(), exists)) + slots.free_count() +
                   withheld.size() ==
               slots.count() &&
           number(std::count_if(calls.begin(), calls.end(), waiting)) == in_line.size() &&
           number(std::count_if(calls.begin(), calls.end(), has_deadline)) == deadlines.size();
}

}  // namespace layby::parking
