// Recalls and reminders: phones ring for a caller who waits. The caller hears music all the while.
#include "calls/house/board.hpp"
#include "calls/house/lot_effects.hpp"
#include "calls/house/media_agreement.hpp"
#include "calls/ways/forward.hpp"
#include "calls/ways/parking_steps.hpp"

namespace layby::calls {
namespace {

constexpr Duration reminder_rings_for{6s};

std::string shown_as(const char* what, SlotNumber slot, const Party& caller) {
    return std::string{what} + " " + slot.text() + " · " + name_of(caller);
}

Ring recalling(const Board& board, const std::string& lot, ParkId park, SlotNumber slot,
               const Party& caller) {
    Ring ring;
    ring.park = park;
    ring.lot = lot;
    ring.slot = slot;
    ring.caller = caller;
    const Park* parked = board.parks.find(park);
    const Leg* parkee = parked ? find(board, parked->parkee) : nullptr;
    if (parkee && parkee->codec()) ring.like = {*parkee->codec()};
    return ring;
}

Destination destination_of(const Board& board, const parking::Step& step) {
    if (!step.trunk.empty()) return ToTrunks{{step.trunk}, step.target};
    if (step.who != parking::Step::Who::number) return ToUser{step.target};
    const Destination to = board.plan.find(step.target);
    return rings_somebody(to) ? to : ToNowhere{"not a number that rings"};
}

Destination parker_in(const parking::Remind& order) {
    if (order.trunk.empty()) return ToUser{order.user};
    return ToTrunks{{order.trunk}, order.user};
}

/// Who has parked a call for itself wants to be rung for it.
bool asked_itself(const Park& park, const parking::Step& step) {
    const bool for_itself = !park.for_user.empty() && park.for_user == park.parker.user;
    return for_itself && step.who == parking::Step::Who::user && step.target == park.for_user;
}

}  // namespace

void carry(Board& board, const std::string& lot, const parking::Ring& order) {
    Park* park = board.parks.change(order.park);
    if (!park) return;
    if (Ring* reminder = board.rings.change(park->reminder))
        stop_ring(board, *reminder, CancelReason::completed_elsewhere);
    Ring ring = recalling(board, lot, order.park, order.slot, order.caller);
    ring.purpose = Ring::Purpose::recall;
    ring.despite = asked_itself(*park, order.step);
    const Destination to = forwarded(board, ring, destination_of(board, order.step));
    if (waits_its_turn(board, one_at_a_time(to), {lot, order})) return;
    ring.attempt = order.attempt;
    const bool asked_for = order.reason == parking::RingReason::asked_for;
    ring.shown_name = shown_as(asked_for ? "Operator" : "Recall", order.slot, order.caller);
    ring.alert_info = "<http://layby.invalid>;info=park-recall";
    Ring& opened = open_ring(board, std::move(ring));
    park->recall = opened.id;
    takes_turn(board, one_at_a_time(to), opened);
    aim(board, opened, to);
}

void carry(Board& board, const std::string&, const parking::StopRinging& order) {
    leave_line(board, order.park);
    const Park* park = board.parks.find(order.park);
    Ring* ring = park ? board.rings.change(park->recall) : nullptr;
    if (!ring || ring->attempt != order.attempt) return;
    stop_ring(board, *ring,
              order.completed_elsewhere ? CancelReason::completed_elsewhere : CancelReason::none);
}

void carry(Board& board, const std::string& lot, const parking::Remind& order) {
    Park* park = board.parks.change(order.park);
    if (!park) return;
    Ring ring = recalling(board, lot, order.park, order.slot, order.caller);
    ring.purpose = Ring::Purpose::reminder;
    const Destination parker = forwarded(board, ring, parker_in(order));
    if (waits_its_turn(board, one_at_a_time(parker), {lot, order})) return;
    ring.shown_name = shown_as("Waiting", order.slot, order.caller);
    ring.alert_info = "<http://layby.invalid>;info=park-reminder";
    Ring& opened = open_ring(board, std::move(ring));
    park->reminder = opened.id;
    takes_turn(board, one_at_a_time(parker), opened);
    aim(board, opened, parker, reminder_rings_for);
}

void stop_ringing_for(Board& board, const Park& park, CancelReason reason) {
    if (Ring* reminder = board.rings.change(park.reminder)) stop_ring(board, *reminder, reason);
    if (Ring* telling = board.rings.change(park.telling)) stop_ring(board, *telling, reason);
    for (const RingId id : park.ordered)
        if (Ring* ring = board.rings.change(id)) stop_ring(board, *ring, reason);
}

void recall_answered(Board& board, const Ring& ring, Leg& leg) {
    tell(board, ring.lot, parking::RingAnswered{ring.park, ring.attempt, {leg.id, leg.user(), leg.party}});
}

void recall_failed(Board& board, const Ring& ring) {
    tell(board, ring.lot, parking::RingFailed{ring.park, ring.attempt});
}

}  // namespace layby::calls
