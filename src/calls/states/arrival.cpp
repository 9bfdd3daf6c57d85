// A call arrives: what was dialled decides what becomes of it.
#include "calls/states/arrival.hpp"

#include "calls/derived/log_lines.hpp"
#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/leftovers.hpp"
#include "calls/house/media_agreement.hpp"
#include "calls/states/spoken_refusal.hpp"
#include "calls/ways/hours.hpp"
#include "calls/ways/outside.hpp"
#include "calls/ways/parking_steps.hpp"
#include "calls/ways/presence.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

const Refused about_to_end{503, "this server is about to end"};

/// A number of ours, for one that a trunk has dialled.
std::string arrives_at(const Board& board, const CallArrived& fact) {
    const RouteIn* route = board.plan.route_in(fact.from.name, fact.number);
    if (!route) return fact.number;
    if (is_open(board, route->hours)) return route->number.empty() ? fact.number : route->number;
    log::info("leg {}: {} is closed, so it goes to {}", fact.leg.value, route->hours, route->closed_to);
    return route->closed_to;
}

std::string meant_by(const Board& board, const CallArrived& fact) {
    if (!fact.orbit.empty()) return fact.orbit;
    return fact.from.kind == Origin::Kind::user ? fact.number : arrives_at(board, fact);
}

/// Who waits in a slot that a reload took away is found by its number, whatever that means by now.
Destination with_leftovers(const Board& board, const std::string& number) {
    const ToSlot* leftover = leftover_with_caller(board, number);
    return leftover ? Destination{*leftover} : board.plan.find(number);
}

Destination dialled(const Board& board, const Leg& leg, const CallArrived& fact) {
    const std::string number = meant_by(board, fact);
    const ToSlot* leftover = may_retrieve(board, leg) ? leftover_with_caller(board, number) : nullptr;
    if (leftover) return *leftover;
    return fact.orbit.empty() ? board.plan.find(number) : board.plan.find_orbit(number);
}

/// A trunk's caller whom somebody has transferred to a slot is to be parked there, as by a REFER to us.
Destination destination_of(const Board& board, const Leg& leg, const CallArrived& fact) {
    const Destination to = dialled(board, leg, fact);
    const auto* slot = std::get_if<ToSlot>(&to);
    const bool sent = slot && fact.referred_by && fact.from.kind == Origin::Kind::trunk;
    return sent && may_park(board, fact.from) ? ToLot{slot->lot, slot->slot} : to;
}

/// Somebody is in the house already, and goes on by this call.
bool takes_somebody(const Destination& to) {
    return !rings_somebody(to) && !std::holds_alternative<ToLot>(to);
}

/// Rings a user's phones, a group's, or a trunk for this caller.
void call(Board& board, Leg& leg, const Destination& to) {
    Ring ring;
    ring.purpose = Ring::Purpose::call;
    ring.waiting = leg.id;
    ring.caller = leg.party;
    ring.like = codecs_of(leg.theirs);
    ring.not_on = leg.from.device;
    ring.payer = account_of(leg);
    Ring& opened = open_ring(board, std::move(ring));
    enter(leg, Doing::calling);
    leg.ring = opened.id;
    aim(board, opened, to);
}

/// Why this call is not made now.
std::optional<Refused> why_not(Board& board, Leg& leg, const Destination& to) {
    const bool ends_wait = somebody_waits(board, to);
    if (auto why = bar_call(board, account_of(leg), to, leg.id)) return why;
    const auto* outside = std::get_if<ToTrunks>(&to);
    const bool urgent = ends_wait || (outside && board.plan.is_emergency(*outside));
    if (board.draining && !takes_somebody(to) && !urgent) return about_to_end;
    if (too_many_calls(board, leg) && !urgent) return Refused{486, "too many calls at once"};
    const auto whom = urgent ? AudioPorts::For::end_of_a_wait : AudioPorts::For::anybody;
    return open_audio(board, leg, whom) ? std::nullopt : std::optional(no_audio_port);
}

/// All that a call can want but to park.
void lead(Board& board, Leg& leg, const Destination& to, ParkId expected) {
    if (const auto* slot = std::get_if<ToSlot>(&to)) return retrieve(board, leg, *slot, expected);
    if (const auto* slot = std::get_if<FromSlot>(&to)) return retrieve(board, leg, {slot->lot, slot->slot});
    if (const auto* from = std::get_if<FromParkedFor>(&to)) return retrieve_parked_for(board, leg, *from);
    if (const auto* from = std::get_if<FromLot>(&to)) return retrieve_longest(board, leg, *from);
    if (const auto* ringing = std::get_if<FromRinging>(&to)) return pick_up_ringing(board, leg, *ringing);
    if (const auto* which = std::get_if<ToHours>(&to)) return change_hours(board, leg, *which);
    if (const auto* change = std::get_if<ToPresence>(&to)) return change_presence(board, leg, *change);
    call(board, leg, to);
}

void route(Board& board, Leg& leg, const Destination& to, const CallArrived& fact) {
    if (const auto* nowhere = std::get_if<ToNowhere>(&to))
        return refuse_aloud(board, leg, {404, nowhere->hint}, wrong_number(board, leg, nowhere->lot));
    if (const auto why = why_not(board, leg, to)) return refuse(board, leg, *why);
    const auto* lot = std::get_if<ToLot>(&to);
    if (!lot) return lead(board, leg, to, fact.expected.value_or(ParkId{}));
    if (lot->by_code && leg.is_user()) return park_held_call(board, leg, *lot);
    leg.is_user() ? consult_lot(board, leg, *lot) : park_plainly(board, leg, *lot, fact);
}

}  // namespace

Destination wanted_by_user(const Board& board, const User& user, const std::string& number) {
    return user.may_retrieve ? with_leftovers(board, number) : board.plan.find(number);
}

void route_ordered(Board& board, Leg& phone, const Destination& to) {
    if (const auto why = why_not(board, phone, to)) return refuse(board, phone, *why);
    lead(board, phone, to, {});
}

void on(Board& board, const CallArrived& fact) {
    if (board.legs.contains(fact.leg)) return;
    Leg& leg = add_inbound(board, fact);
    log_arrived(leg);
    if (const auto why = unfit(board, leg)) return refuse(board, leg, *why);
    if (fact.expected) return route(board, leg, with_leftovers(board, fact.number), fact);  // a lamp's key
    if (!fact.replaces) return route(board, leg, destination_of(board, leg, fact), fact);
    take_place(board, leg, fact);
}

}  // namespace layby::calls
