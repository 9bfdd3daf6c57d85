// Choices. A caller who waits presses a key. It keeps its slot until the operator answers, or its message
// is kept; who wants to be called back leaves it in the same turn. While somebody is taking the caller, keys
// mean nothing.
#include "parking/inside.hpp"

namespace layby::parking {

/// Whoever rings for the caller stops, unless that is the operator already.
void Lot::Inside::on(const OperatorAsked& asked, Turn& turn) {
    ParkedCall* call = find(asked.park, turn);
    const std::string& wanted = rules.choices.operator_number;
    if (!call || wanted.empty() || !waits(call->phase)) return;
    reply(*call, Reply::operator_rings, turn);
    if (call->phase == Phase::ringing && call->rung == wanted) return;
    if (call->phase == Phase::ringing) stop_ringing(*call, true, turn);
    ring_operator(*call, turn);
}

/// What was due for the caller stays so; what becomes due meanwhile happens when the operator doesn't answer.
void Lot::Inside::ring_operator(ParkedCall& call, Turn& turn) {
    if (rules.choices.operator_number.empty()) return nobody_answers(call, turn);
    const auto recall = call.recall, reminder = call.reminder;
    const Step step{Step::Who::number, rules.choices.operator_number, rules.choices.operator_ring};
    ring(call, RingReason::asked_for, step, turn);
    call.recall = recall;
    call.reminder = reminder;
}

/// If the ladder was interrupted for the operator, a new period begins.
void Lot::Inside::nobody_answers(ParkedCall& call, Turn& turn) {
    call.phase = Phase::waiting;
    call.ring_out.reset();
    reply(call, Reply::nobody_answers, turn);
    if (!call.recall && (rules.recall > 0s || call.patience_over)) start_period(call, turn);
    run_overdue(call, turn);
}

void Lot::Inside::on(const CallBackAsked& asked, Turn& turn) {
    ParkedCall* call = find(asked.park, turn);
    const bool offered = call && rules.choices.call_back && waits(call->phase);
    if (!offered || call->caller.anonymous || call->caller.number.empty()) return;
    abandon_others(*call, turn);
    reply(*call, Reply::call_back, turn);
    end(*call, Outcome::to_call_back, {}, Rest::quarantine, turn);
}

/// Whoever rings for it stops: it has said what it wanted.
void Lot::Inside::on(const MessageLeft& left, Turn& turn) {
    ParkedCall* call = find(left.park, turn);
    if (!call || !waits(call->phase)) return;
    abandon_others(*call, turn);
    reply(*call, Reply::message_left, turn);
    end(*call, Outcome::message, {}, Rest::quarantine, turn);
}

void Lot::Inside::reply(const ParkedCall& call, Reply what, Turn& turn) {
    turn.order(ReplyToCaller{call.park, call.parkee, what});
}

}  // namespace layby::parking
