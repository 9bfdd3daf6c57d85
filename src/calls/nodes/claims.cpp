#include "calls/nodes/claims.hpp"

#include <algorithm>

#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/lot_effects.hpp"
#include "calls/ways/parking_steps.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

bool is_node(const Board& board) { return !board.office.cluster.node.empty(); }

void claim(Board& board, const Park& park) {
    board.turn.claims.emplace_back(ClaimSlot{park.lot, park.slot, park.id, park.parker.shown});
}

bool is_talking_with(const Leg* leg, const Leg* other) {
    return leg && other && leg->doing == Doing::talking && leg->with == other->id;
}

/// While it waited its legs stood still, but others may have acted on them.
bool stands(const Board& board, const Park& park) {
    const Leg* asker = find(board, park.asker);
    const Leg* parkee = find(board, park.parkee);
    switch (park.way) {
        case Park::Way::blind:
        case Park::Way::asked:
        case Park::Way::keyed:
        case Park::Way::held:
        case Park::Way::ordered:
            return is_talking_with(asker, parkee);
        case Park::Way::code:
            return asker && asker->doing == Doing::asking && is_talking_with(find(board, park.main), parkee);
        case Park::Way::attended:
            return asker && asker->doing == Doing::consulting;
        case Park::Way::plain:
            return parkee && parkee->doing == Doing::arriving;
        case Park::Way::declined:
            return parkee && parkee->doing == Doing::calling && board.rings.contains(parkee->ring);
        case Park::Way::foreign:
            return parkee && parkee->doing == Doing::asking;
    }
    return false;
}

/// The legs that a fact is about.
struct AboutLegs {
    std::vector<LegId> legs;
    template <class Told>
    void operator()(const Told& fact) {
        if constexpr (requires { LegId{fact.leg}; }) legs.push_back(fact.leg);
        if constexpr (requires { std::optional<LegId>{fact.replaces}; })
            if (fact.replaces) legs.push_back(*fact.replaces);
        if constexpr (requires { LegId{fact.replaced}; }) legs.push_back(fact.replaced);
    }
};

bool must_wait(const Board& board, const Fact& fact) {
    if (board.claims.still.empty()) return false;
    AboutLegs about;
    std::visit(about, fact);
    return std::ranges::any_of(about.legs, [&](LegId leg) { return is_claiming(board, leg); });
}

/// From here on nothing of it stands still.
void let_go(Claims& claims, ParkId id) {
    const auto found = claims.parks.find(id);
    if (found == claims.parks.end()) return;
    for (const LegId leg : found->second.legs) claims.still.erase(claims.still.find(leg));
    claims.moved |= found->second.asked;
    claims.parks.erase(found);
}

/// Null: nobody waits for the cluster's word on it.
Park* told_of(Board& board, ParkId id, Claiming& claiming) {
    const auto found = board.claims.parks.find(id);
    if (found == board.claims.parks.end() || !found->second.asked) return nullptr;
    claiming = found->second;
    let_go(board.claims, id);
    return board.parks.change(id);
}

void lose(Board& board, ParkId id, bool taken) {
    Claiming claiming;
    const Park* park = told_of(board, id, claiming);
    if (!park) return;
    note_wanted(board, id, claiming.wanted);
    tell(board, park->lot, parking::ReservationLost{id, taken, claiming.wanted, previous_slot(board, *park)});
}

}  // namespace

void note_wanted(Board& board, ParkId park, std::optional<SlotNumber> wanted) {
    if (is_node(board)) board.claims.parks[park] = {wanted};
}

void forget_wanted(Board& board, ParkId park) { let_go(board.claims, park); }

bool wait_for_claim(Board& board, Park& park) {
    if (!is_node(board)) return false;
    claim(board, park);
    Claiming& claiming = board.claims.parks[park.id];
    claiming.asked = true;
    for (const LegId leg : {park.asker, park.parkee, park.main})
        if (leg && claiming.legs.insert(leg).second) board.claims.still.insert(leg);
    return true;
}

void give_up_claim(Board& board, const std::string& lot, const parking::Ended& ended) {
    if (!is_node(board)) return;
    let_go(board.claims, ended.park);
    board.turn.claims.emplace_back(ReleaseSlot{lot, ended.slot, ended.park});
}

void claim_again(Board& board) {
    if (!is_node(board)) return;
    for (const auto& [id, park] : board.parks) {
        const auto desk = board.lots.find(park.lot);
        const auto call = desk == board.lots.end() ? std::nullopt : desk->second.lot.at(park.slot);
        if (call && call->park == id && call->phase == parking::Phase::reserved) claim(board, park);
    }
}

bool is_claimed_for(const Board& board, ParkId park) {
    const auto found = board.claims.parks.find(park);
    return found != board.claims.parks.end() && found->second.asked;
}

bool is_claiming(const Board& board, LegId leg) { return board.claims.still.contains(leg); }

bool postpone(Board& board, const Fact& fact) {
    if (!must_wait(board, fact)) return false;
    board.claims.postponed.push_back(fact);
    return true;
}

std::optional<Fact> next_postponed(Board& board) {
    if (!board.claims.moved) return std::nullopt;
    auto& all = board.claims.postponed;
    const auto next = std::ranges::find_if(all, [&](const Fact& fact) { return !must_wait(board, fact); });
    board.claims.moved = next != all.end();
    if (!board.claims.moved) return std::nullopt;
    const Fact fact = std::move(*next);
    all.erase(next);
    return fact;
}

void refuse_claiming(Board& fresh, Board& broken, const Refused& why) {
    for (const auto& [id, claiming] : broken.claims.parks) {
        const Park* park = broken.parks.find(id);
        if (!park || !claiming.asked) continue;
        fresh.turn.claims.emplace_back(ReleaseSlot{park->lot, park->slot, id});
        if (find(fresh, who_waits_for(*park))) refuse_park(fresh, *park, why);
    }
}

// -- the cluster's word

void on(Board& board, const SlotClaimed& fact) {
    Claiming claiming;
    Park* park = told_of(board, fact.park, claiming);
    if (!park) return;
    if (stands(board, *park)) return carry_on(board, *park);
    const Park over = *park;
    tell(board, over.lot, parking::ParkGivenUp{over.id});
    if (find(board, who_waits_for(over))) refuse_park(board, over, {480, "the call has changed meanwhile"});
}

void on(Board& board, const SlotLost& fact) { lose(board, fact.park, true); }

void on(Board& board, const ClaimFailed& fact) { lose(board, fact.park, false); }

}  // namespace layby::calls
