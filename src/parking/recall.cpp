// Chapter 5, recall. Nobody has taken the caller: the ladder is tried step by step, then the fallback, then
// the caller waits for another period and it begins again. The caller hears music all the while, can still be
// retrieved, and is never dropped.
#include <algorithm>

#include "parking/inside.hpp"

namespace layby::parking {
namespace {

/// A step with whom to ring filled in; its target stays empty when nobody is known.
Step filled_in(Step step, const Parker& parker) {
    if (step.who != Step::Who::parker) return step;
    step.target = parker.target();
    step.trunk = parker.trunk;
    return step;
}

constexpr Duration waited_for_rings{30s};

/// The lot's ladder; whoever the call is parked for is rung before anybody else.
std::vector<Step> ladder_of(const LotRules& rules, const ParkedCall& call) {
    std::vector<Step> ladder = rules.ladder;
    if (!call.for_user.empty())
        ladder.insert(ladder.begin(), Step{Step::Who::user, call.for_user, waited_for_rings});
    return ladder;
}

}  // namespace

/// Once the caller's patience is over, only the fallback is tried, if there is one.
void Lot::Inside::recall(ParkedCall& call, Turn& turn) {
    if (call.patience_over && !rules.fallback.empty()) return ring_fallback(call, turn);
    climb(call, 0, turn);
}

void Lot::Inside::lose_patience(ParkedCall& call, Turn& turn) {
    call.patience_over = true;
    recall(call, turn);
}

void Lot::Inside::climb(ParkedCall& call, std::size_t from, Turn& turn) {
    const std::vector<Step> ladder = ladder_of(rules, call);
    for (std::size_t i = from; i < ladder.size(); ++i) {
        Step step = filled_in(ladder[i], call.parker);
        if (step.target.empty()) continue;  // nobody is known to have parked it
        call.step = static_cast<std::uint32_t>(i);
        return ring(call, RingReason::recall, std::move(step), turn);
    }
    after_ladder(call, turn);
}

void Lot::Inside::after_ladder(ParkedCall& call, Turn& turn) {
    if (rules.fallback.empty()) return start_period(call, turn);
    ring_fallback(call, turn);
}

void Lot::Inside::ring_fallback(ParkedCall& call, Turn& turn) {
    ring(call, RingReason::fallback, {Step::Who::number, rules.fallback, rules.fallback_ring}, turn);
}

void Lot::Inside::ring(ParkedCall& call, RingReason reason, Step step, Turn& turn) {
    call.phase = Phase::ringing;
    call.reason = reason;
    call.rung = step.target;
    call.recall.reset();
    call.reminder.reset();
    call.ring_out = turn.now + std::max<Duration>(step.ring_for, 1s);
    turn.order(Ring{call.park, ++call.attempt, reason, std::move(step), call.slot, call.caller});
}

/// The step has failed: on to the next, or past the rest of the ladder if the caller has waited long enough.
void Lot::Inside::next_step(ParkedCall& call, Turn& turn) {
    if (call.reason == RingReason::asked_for) return nobody_answers(call, turn);
    call.patience_over = call.patience_over || (call.max_wait && *call.max_wait <= turn.now);
    if (call.reason == RingReason::fallback) return start_period(call, turn);
    if (call.patience_over) return after_ladder(call, turn);
    climb(call, call.step + std::size_t{1}, turn);
}

void Lot::Inside::ring_out(ParkedCall& call, Turn& turn) {
    stop_ringing(call, false, turn);
    next_step(call, turn);
}

void Lot::Inside::stop_ringing(const ParkedCall& call, bool completed_elsewhere, Turn& turn) {
    turn.order(StopRinging{call.park, call.attempt, completed_elsewhere});
}

void Lot::Inside::on(const RingBegan& began, Turn& turn) {
    ParkedCall* call = find(began.park, turn);
    if (!call || call->attempt != began.attempt || call->phase != Phase::ringing) return;
    const std::vector<Step> ladder = ladder_of(rules, *call);
    const bool of_ladder = call->reason == RingReason::recall && call->step < ladder.size();
    const Duration of_number =
        call->reason == RingReason::asked_for ? rules.choices.operator_ring : rules.fallback_ring;
    const Duration whole = of_ladder ? ladder[call->step].ring_for : of_number;
    call->ring_out = turn.now + std::max<Duration>(whole, 1s);
}

void Lot::Inside::on(const RingFailed& failed, Turn& turn) {
    ParkedCall* call = find(failed.park, turn);
    if (!call || call->attempt != failed.attempt) return;
    switch (call->phase) {
        case Phase::ringing:
            return next_step(*call, turn);
        case Phase::reserved:
        case Phase::waiting:
        case Phase::retrieving:
            return;  // it was stopped, or had run out, before it failed
    }
}

}  // namespace layby::parking
