// Chapter 6, retrieve. Whoever dials the slot or answers a recall first has the caller; exactly one wins, and
// the others learn who. Until the winner's phone has confirmed, the caller can come back to its slot.
#include "parking/inside.hpp"

namespace layby::parking {
namespace {

/// When a phone that rings for this reason is answered.
Outcome outcome_of(RingReason reason) {
    switch (reason) {
        case RingReason::recall:
            return Outcome::recalled;
        case RingReason::fallback:
            return Outcome::fell_back;
        case RingReason::asked_for:
            break;
    }
    return Outcome::to_operator;
}

}  // namespace

void Lot::Inside::on(const RetrieveAsked& asked, Turn& turn) {
    const auto refuse = [&](Refusal why, const Party& holder = {}) {
        turn.order(RefuseRetrieve{asked.retriever.leg, why, holder, asked.slot});
    };
    ParkedCall* call = find(asked.slot, turn);
    if (!call) return refuse(slots.exists(asked.slot) ? Refusal::slot_empty : Refusal::no_such_slot);
    if (call->phase == Phase::reserved) return refuse(Refusal::slot_empty);
    if (asked.expected && asked.expected != call->park) return refuse(Refusal::another_call);
    switch (call->phase) {
        case Phase::reserved:
            return;  // refused above
        case Phase::waiting:
            call->if_failed = AfterFailure::wait;
            return connect(*call, asked.retriever, Outcome::retrieved, turn);
        case Phase::ringing:
            stop_ringing(*call, true, turn);
            call->if_failed = AfterFailure::ring_again;
            return connect(*call, asked.retriever, Outcome::retrieved, turn);
        case Phase::retrieving:
            if (call->taker->leg == asked.retriever.leg) return;  // asked twice: it has the caller
            return refuse(Refusal::being_taken, call->taker->shown);
    }
}

void Lot::Inside::on(const RingAnswered& answered, Turn& turn) {
    ParkedCall* call = find(answered.park, turn);
    const auto dismiss = [&](const Party& winner) { turn.order(Dismiss{answered.by.leg, winner}); };
    if (!call) return dismiss({});
    switch (call->phase) {
        case Phase::reserved:
        case Phase::waiting:
            return dismiss({});  // its step had run out
        case Phase::ringing:
            if (call->attempt != answered.attempt) return dismiss({});
            call->if_failed = AfterFailure::ring_next;
            return connect(*call, answered.by, outcome_of(call->reason), turn);
        case Phase::retrieving:
            if (call->taker->leg == answered.by.leg) return;
            return dismiss(call->taker->shown);
    }
}

void Lot::Inside::connect(ParkedCall& call, const Retriever& taker, Outcome outcome, Turn& turn) {
    call.phase = Phase::retrieving;
    call.taker = taker;
    call.if_confirmed = outcome;
    call.ring_out.reset();
    turn.order(Connect{call.park, call.parkee, taker, call.caller, call.slot});
}

void Lot::Inside::on(const RetrieverConfirmed& confirmed, Turn& turn) {
    ParkedCall* call = find(confirmed.park, turn);
    if (!call) return;
    switch (call->phase) {
        case Phase::retrieving:
            if (call->taker->leg != confirmed.retriever) return;
            return end(*call, call->if_confirmed, Party(call->taker->shown), Rest::quarantine, turn);
        case Phase::reserved:
        case Phase::waiting:
        case Phase::ringing:
            return;  // nobody was taking it
    }
}

/// The caller hears music again. Its deadlines went on: what has become due meanwhile happens now, and phones
/// that were silenced for this retriever ring again.
void Lot::Inside::on(const RetrieverFailed& failed, Turn& turn) {
    ParkedCall* call = find(failed.park, turn);
    if (!call || call->phase != Phase::retrieving || call->taker->leg != failed.retriever) return;
    call->phase = Phase::waiting;
    call->taker.reset();
    play_music(*call, turn);
    switch (call->if_failed) {
        case AfterFailure::wait:
            return run_overdue(*call, turn);
        case AfterFailure::ring_again:
            if (call->reason == RingReason::fallback) return ring_fallback(*call, turn);
            if (call->reason == RingReason::asked_for) return ring_operator(*call, turn);
            return climb(*call, call->step, turn);
        case AfterFailure::ring_next:
            return next_step(*call, turn);
    }
}

}  // namespace layby::parking
