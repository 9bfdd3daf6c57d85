// A party turns out to be somebody else: another system has transferred its call, and says so within the
// call. From then on everybody is shown the new one: the slot and whoever rings for it, the other party,
// lamps, and the history. A user's phone can't claim to be another: its facts are never told.
#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/ways/parkers.hpp"
#include "calls/ways/parking_steps.hpp"

namespace layby::calls {
namespace {

/// The same number without its name is no news.
bool is_another(const Party& known, const Party& said) {
    if (known.number != said.number || known.anonymous != said.anonymous) return true;
    return !said.name.empty() && said.name != known.name;
}

/// A system that tells us its own party under the name of ours has been shown it by us.
bool is_echo(const Board& board, const Leg& leg, const Party& said) {
    const Leg* other = find(board, leg.with);
    return other && other->party == said;
}

/// Whether this park may be somebody's consultation, of whom nothing is known but its own number.
bool may_be_consultation(const Board& board, const Park& park, const Leg& leg, const Party& before) {
    const Trunk* trunk = board.plan.trunk(leg.from.name);
    return trunk && trunk->consults && park.way == Park::Way::plain && park.parkee == leg.id && !leg.taking &&
           !park.parker.reachable() && !before.anonymous && before.number != leg.party.number;
}

/// A telephone system completes an attended transfer within itself: who consulted is gone, and was the
/// parker.
void turn_into_parker(Board& board, Park& park, const Leg& leg, const Party& before) {
    park.parker = parker_behind(board, leg.from.name, before);
    park.say_slot = false;
    tell(board, park.lot, parking::CallerReplaced{park.id, leg.id, leg.party, park.parker, park.heard});
}

void note_in_park(Board& board, const Leg& leg, ParkId id, const Party& before) {
    Park* park = board.parks.change(id);
    if (!park) return;
    if (park->parkee == leg.id && !leg.taking && leg.park == id) park->caller = leg.party;
    if (park->parker.leg == leg.id) park->parker.shown = leg.party;
    tell(board, park->lot, parking::PartyLearned{park->id, leg.id, leg.party});
    if (may_be_consultation(board, *park, leg, before)) turn_into_parker(board, *park, leg, before);
}

/// Whoever rings because this leg waits in a slot.
void show_to_recalled(Board& board, const Leg& leg) {
    const Park* park = leg.doing == Doing::parked ? board.parks.find(leg.park) : nullptr;
    if (!park) return;
    for (const RingId id : {park->recall, park->reminder})
        if (Ring* ring = board.rings.change(id)) rename(*ring, leg.party);
    for (const RingId id : park->ordered)
        if (Ring* ring = board.rings.change(id)) rename(*ring, leg.party);
}

void show_in_ring(Board& board, const Leg& leg) {
    Ring* ring = board.rings.change(leg.ring);
    if (!ring) return;
    if (ring->waiting == leg.id) return rename(*ring, leg.party);
    ring->shown = leg.party;
    if (const Leg* caller = find(board, ring->waiting)) touch(board, *caller);
}

}  // namespace

void on(Board& board, const PartyLearned& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg || leg->is_user() || fact.party.number.empty()) return;
    if (!is_another(leg->party, fact.party) || is_echo(board, *leg, fact.party)) return;
    const Party before = std::exchange(leg->party, fact.party);
    ++leg->identities;
    for (const ParkId park : {leg->park, leg->taking})
        if (park) note_in_park(board, *leg, park, before);
    show_in_ring(board, *leg);
    show_to_recalled(board, *leg);
    if (const Leg* other = find(board, leg->with)) touch(board, *other);
}

}  // namespace layby::calls
