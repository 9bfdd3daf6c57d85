// What becomes of a ring: somebody rings, answers, or nobody does; and what that means for each purpose.
#include "calls/house/board.hpp"
#include "calls/house/bridge.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/prompts.hpp"
#include "calls/states/spoken_refusal.hpp"
#include "calls/ways/foreign_park.hpp"
#include "calls/ways/ordered_call.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

/// The caller hears what the ringing side plays (announcements, another network's ringback).
void bridge_early(Board& board, Ring& ring, Leg& caller, Leg& branch) {
    ring.early = branch.id;
    caller.rang = true;
    if (caller.answered) return;  // it hears by its own answer already
    ring_with_early_media(board, caller, branch.party, branch.codec());
}

void caller_answered(Board& board, const Ring& ring, Leg& winner) {
    Leg* caller = change(board, ring.waiting);
    if (!CHECK(caller)) return end(board, winner);
    if (caller->is_ordered()) caller->answered_at = board.now;  // of its call, not of its phone
    answer(board, *caller, winner.party, winner.codec());
    join(board, *caller, winner);
}

void caller_unanswered(Board& board, const Ring& ring) {
    Leg* caller = change(board, ring.waiting);
    if (!caller) return;
    if (ring.slot.value == 0) return refuse(board, *caller, ring.best);
    refuse_aloud(board, *caller, ring.best, nobody_there(board, *caller, ring.lot));  // of another node
}

/// A trunk says who answered; a user is shown as the office knows it.
void note_connected(Leg& leg, const Party& connected) {
    if (!leg.is_user() && !connected.number.empty()) leg.party = connected;
}

}  // namespace

void on(Board& board, const CallProgressed& fact) {
    Leg* leg = change(board, fact.leg);
    Ring* ring = leg ? board.rings.change(leg->ring) : nullptr;
    if (!ring || leg->doing != Doing::rung || ring->purpose != Ring::Purpose::call) return;
    Leg* caller = change(board, ring->waiting);
    if (!CHECK(caller)) return;
    leg->peer_ip = fact.peer_ip;
    const bool may_bridge = fact.answer && !ring->early && caller->theirs;
    if (may_bridge && take_answer(board, *leg, *fact.answer))
        return bridge_early(board, *ring, *caller, *leg);
    if (caller->rang || fact.status == 100) return;
    caller->rang = true;
    const Party& rung = ring->group.empty() ? leg->party : ring->shown;
    note_shown(board, *caller, rung);
    board.order(Alert{caller->id, {}, rung});
}

void on(Board& board, const CallAnswered& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg) return board.order(HangUp{fact.leg});  // it answered as we were hanging up
    if (leg->doing != Doing::rung) return;
    leg->peer_ip = fact.peer_ip;
    leg->call_id = fact.call_id;
    const bool understood = fact.answer ? take_answer(board, *leg, *fact.answer) : leg->audio.has_value();
    if (!understood) {
        board.order(HangUp{leg->id});
        leg->offered.reset();  // it was answered: another one would be answered no better
        return branch_failed(board, *leg, {488, "no codec in common"}, {});
    }
    leg->answered = leg->confirmed = true;
    leg->answered_at = board.now;
    note_connected(*leg, fact.connected);
    branch_answered(board, *leg);
}

void branch_answered(Board& board, Leg& winner) {
    Ring* found = board.rings.change(winner.ring);
    if (!CHECK(found)) return end(board, winner);
    const Ring ring = *found;
    stop_ring(board, *found, CancelReason::completed_elsewhere, winner.id);
    enter(winner, Doing::asking);
    doubt_shown(board, winner.id);
    switch (ring.purpose) {
        case Ring::Purpose::call:
            return caller_answered(board, ring, winner);
        case Ring::Purpose::transfer:
        case Ring::Purpose::ring_back:
            return transfer_answered(board, ring, winner);
        case Ring::Purpose::recall:
            return recall_answered(board, ring, winner);
        case Ring::Purpose::reminder:
        case Ring::Purpose::retrieve:
            return retrieve(board, winner, {ring.lot, ring.slot}, ring.park);
        case Ring::Purpose::fetch:
            return caller_fetched(board, ring, winner);
        case Ring::Purpose::tell:
            return parker_answered(board, ring, winner);
        case Ring::Purpose::ordered:
            return ordered_phone_answered(board, ring, winner);
    }
}

void nobody_answered(Board& board, const Ring& ring) {
    switch (ring.purpose) {
        case Ring::Purpose::call:
            return caller_unanswered(board, ring);
        case Ring::Purpose::transfer:
            return transfer_failed(board, ring);
        case Ring::Purpose::ring_back:
            return ring_back_failed(board, ring);
        case Ring::Purpose::recall:
            return recall_failed(board, ring);
        case Ring::Purpose::reminder:
        case Ring::Purpose::retrieve:
        case Ring::Purpose::ordered:
            return;
        case Ring::Purpose::fetch:
            return caller_not_fetched(board, ring);
        case Ring::Purpose::tell:
            return parker_unreached(board, ring);
    }
}

}  // namespace layby::calls
