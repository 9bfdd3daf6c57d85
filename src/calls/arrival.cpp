// A call arrives: what was dialled decides what becomes of it.
#include "calls/board.hpp"
#include "calls/facts_handled.hpp"
#include "calls/leftovers.hpp"
#include "calls/log_lines.hpp"
#include "calls/media_agreement.hpp"
#include "calls/spoken_refusal.hpp"

namespace layby::calls {
namespace {

const Refused not_allowed{403, "not allowed"};
const Refused about_to_end{503, "this server is about to end"};

bool may_call_out(const Board& board, const Leg& leg) {
    const Trunk* trunk = board.plan.trunk(leg.from.name);
    return leg.is_user() || (trunk && trunk->may_call_out);
}

std::string meant_by(const Board& board, const CallArrived& fact) {
    if (!fact.orbit.empty()) return fact.orbit;
    if (fact.from.kind == Origin::Kind::user) return fact.number;
    return board.plan.arriving(fact.from.name, fact.number);
}

Destination destination_of(const Board& board, const Leg& leg, const CallArrived& fact) {
    const std::string number = meant_by(board, fact);
    const ToSlot* leftover = may_retrieve(board, leg) ? leftover_with_caller(board, number) : nullptr;
    if (leftover) return *leftover;
    return fact.orbit.empty() ? board.plan.find(number) : board.plan.find_orbit(number);
}

/// A lamp's key: the call that the lamp showed, whatever its number means by now.
Destination expected_place(const Board& board, const std::string& number) {
    const ToSlot* leftover = leftover_with_caller(board, number);
    return leftover ? Destination{*leftover} : board.plan.find(number);
}

/// Somebody is in the house already, and goes on by this call.
bool takes_somebody(const Destination& to) {
    return !std::holds_alternative<ToUser>(to) && !std::holds_alternative<ToTrunks>(to) &&
           !std::holds_alternative<ToLot>(to);
}

/// Rings a user's phones or a trunk for this caller.
void call(Board& board, Leg& leg, const Destination& to) {
    Ring ring;
    ring.purpose = Ring::Purpose::call;
    ring.waiting = leg.id;
    ring.caller = leg.party;
    ring.like = codecs_of(leg.theirs);
    ring.not_on = leg.from.device;
    ring.may_leave = may_call_out(board, leg);
    Ring& opened = open_ring(board, std::move(ring));
    leg.doing = Doing::calling;
    leg.ring = opened.id;
    aim(board, opened, to);
}

void route(Board& board, Leg& leg, const Destination& to, ParkId expected = {}) {
    if (const auto* nowhere = std::get_if<ToNowhere>(&to))
        return refuse_aloud(board, leg, {404, nowhere->hint}, wrong_number(board, nowhere->lot));
    if (std::holds_alternative<ToTrunks>(to) && !may_call_out(board, leg))
        return refuse(board, leg, not_allowed);
    if (board.draining && !takes_somebody(to)) return refuse(board, leg, about_to_end);
    if (!open_audio(board, leg)) return refuse(board, leg, {503, "no audio port"});
    if (const auto* slot = std::get_if<ToSlot>(&to)) return retrieve(board, leg, *slot, expected);
    if (const auto* slot = std::get_if<FromSlot>(&to)) return retrieve(board, leg, {slot->lot, slot->slot});
    if (const auto* from = std::get_if<FromParkedFor>(&to)) return retrieve_parked_for(board, leg, *from);
    if (const auto* from = std::get_if<FromLot>(&to)) return retrieve_longest(board, leg, *from);
    if (const auto* ringing = std::get_if<FromRinging>(&to)) return pick_up_ringing(board, leg, *ringing);
    const auto* lot = std::get_if<ToLot>(&to);
    if (!lot) return call(board, leg, to);
    if (lot->by_code && leg.is_user()) return park_held_call(board, leg, *lot);
    leg.is_user() ? consult_lot(board, leg, *lot) : park_plainly(board, leg, *lot);
}

}  // namespace

void on(Board& board, const CallArrived& fact) {
    if (board.legs.contains(fact.leg)) return;
    Leg& leg = add_inbound(board, fact);
    log_arrived(board, leg);
    if (!speaks_our_codecs(fact)) return refuse(board, leg, {488, "no codec in common"});
    if (fact.expected) return route(board, leg, expected_place(board, fact.number), *fact.expected);
    if (!fact.replaces) return route(board, leg, destination_of(board, leg, fact));
    Leg* replaced = find(board, *fact.replaces);
    if (!replaced) return refuse(board, leg, {481, "that call is over"});
    take_place(board, leg, *replaced);
}

}  // namespace layby::calls
