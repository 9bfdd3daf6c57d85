// A phone asks us, outside of its call, to park it (RFC 5359 section 2.15). If the call is one of ours,
// nobody need be called to have it: the caller only changes places.
#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/ways/foreign_park.hpp"
#include "calls/ways/parkers.hpp"
#include "calls/ways/parking_steps.hpp"

namespace layby::calls {
namespace {

bool is_own(const Leg& leg, const Origin& who) {
    return leg.from.kind == who.kind && leg.from.name == who.name;
}

/// The asking party's side of the call, whichever side of it was named.
Leg* own_side(Board& board, const ParkAsked& fact) {
    Leg* named = change(board, fact.replaced);
    if (!named || named->doing != Doing::talking) return nullptr;
    if (is_own(*named, fact.from)) return named;
    Leg* other = change(board, named->with);
    return other && is_own(*other, fact.from) ? other : nullptr;
}

std::optional<ToLot> place(const Board& board, const ParkAsked& fact) {
    const Destination to =
        fact.orbit.empty() ? board.plan.find(fact.number) : board.plan.find_orbit(fact.orbit);
    if (const auto* lot = std::get_if<ToLot>(&to)) return *lot;
    if (const auto* slot = std::get_if<ToSlot>(&to)) return ToLot{slot->lot, slot->slot};
    return std::nullopt;
}

}  // namespace

void on(Board& board, const ParkAsked& fact) {
    const auto deny = [&](const Refused& why) { board.order(RefuseReferral{fact.referral, why}); };
    const auto where = place(board, fact);
    if (!where) return deny({404, "no such lot"});
    if (fact.foreign) return park_foreign(board, fact, *where);
    Leg* parker = own_side(board, fact);
    Leg* parkee = parker ? change(board, parker->with) : nullptr;
    if (!parkee) return deny({403, "not a call of yours"});
    if (!may_park(board, *parker)) return deny(not_allowed_to_park);
    confirm_retrieval(board, *parker);
    Park park;
    park.way = Park::Way::asked;
    park.asker = parker->id;
    park.parkee = parkee->id;
    park.referral = fact.referral;
    ask_for_slot(board, std::move(park), *where, parker_of(board, *parker));
}

}  // namespace layby::calls
