// REFER: what its target is decides whether it parks, transfers blindly, or joins two calls.
#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/ways/outside.hpp"
#include "calls/ways/rescue.hpp"
#include "calls/ways/take_slot.hpp"

namespace layby::calls {
namespace {

void deny(Board& board, const Leg& leg, int status, const std::string& reason) {
    board.order(RefuseTransfer{leg.id, {status, reason}});
}

/// The call that a park consultation is to park: the one the REFER came on or, on the consultation itself,
/// the one it names.
void complete_park(Board& board, Leg& referrer, Leg& main, Park& park) {
    Leg* parkee = change(board, main.with);
    if (main.doing != Doing::talking || !parkee) return deny(board, referrer, 488, "no call to park");
    confirm_retrieval(board, main);
    park_attended(board, referrer, main, *parkee, park);
}

void refer_to_leg(Board& board, Leg& leg, LegId named) {
    if (Park* park = consultation_of(board, named)) return complete_park(board, leg, leg, *park);
    Leg* other = change(board, named);
    if (!other && transfer_into_left_place(board, leg, named)) return;
    if (!other || other == &leg) return deny(board, leg, 488, "that call is over");
    if (Park* park = consultation_of(board, leg.id)) return complete_park(board, leg, *other, *park);
    if (other->doing == Doing::parked) return transfer_into_slot(board, leg, leg, *other);
    if (leg.doing == Doing::parked) return transfer_into_slot(board, leg, *other, leg);
    transfer_attended(board, leg, *other);
}

/// Perhaps it meant a slot, and was one digit off.
void deny_nowhere(Board& board, Leg& leg, const std::string& hint) {
    note_refused_park(board, leg, board.plan.default_lot());
    deny(board, leg, 404, hint);
}

void refer_to(Board& board, Leg& leg, const Destination& to) {
    Leg* partner = change(board, leg.with);
    if (leg.doing != Doing::talking || !partner) return deny(board, leg, 488, "no call to transfer");
    confirm_retrieval(board, leg);
    if (only_retrieves(to)) return deny(board, leg, 488, "that code retrieves; it is no place to park");
    if (std::holds_alternative<ToPresence>(to) || std::holds_alternative<ToHours>(to))
        return deny(board, leg, 488, "that code is to be dialled");
    if (const auto* nowhere = std::get_if<ToNowhere>(&to)) return deny_nowhere(board, leg, nowhere->hint);
    if (const auto* lot = std::get_if<ToLot>(&to)) return park_blindly(board, leg, *partner, *lot);
    if (const auto* slot = std::get_if<ToSlot>(&to))
        return park_blindly(board, leg, *partner, {slot->lot, slot->slot});
    if (const auto why = bar_call(board, account_of(leg), to, leg.id))
        return deny(board, leg, why->status, why->reason);
    transfer_blindly(board, leg, *partner, to);
}

}  // namespace

void on(Board& board, const TransferAsked& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg) return;
    if (leg->refer_open) return deny(board, *leg, 491, "a transfer is under way");
    if (fact.replaces) return refer_to_leg(board, *leg, *fact.replaces);
    refer_to(board, *leg,
             fact.orbit.empty() ? board.plan.find(fact.number) : board.plan.find_orbit(fact.orbit));
}

}  // namespace layby::calls
