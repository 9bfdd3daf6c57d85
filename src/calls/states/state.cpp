#include "calls/states/state.hpp"

#include <array>

#include "calls/house/board.hpp"
#include "calls/house/bridge.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/prompts.hpp"
#include "calls/states/pin.hpp"
#include "calls/states/spoken_refusal.hpp"
#include "calls/ways/rescue.hpp"

namespace layby::calls {
namespace {

// -- it is gone

void forget(Board& board, Leg& leg, bool) { drop(board, leg); }

void talker_gone(Board& board, Leg& leg, bool lost) {
    if (leg.taking) return retriever_gone(board, leg);
    if (leg.park) parkee_taken_away(board, leg, lost);
    Leg* other = part(board, leg);
    drop(board, leg);
    if (other && needs_rescue(board, leg)) return rescue(board, leg, *other);
    if (other) end(board, *other);
}

void caller_gone(Board& board, Leg& leg, bool) {
    if (Ring* ring = board.rings.change(leg.ring)) stop_ring(board, *ring, CancelReason::none);
    drop(board, leg);
}

void branch_gone(Board& board, Leg& leg, bool) { branch_failed(board, leg, {480, "unreachable"}, {}); }

/// For those to whom it is all the same whether a leg has hung up or was lost.
template <void (*Gone)(Board&, Leg&)>
void gone(Board& board, Leg& leg, bool) {
    Gone(board, leg);
}

// -- what it hears

void sound_talk(Board& board, Leg& leg) {
    if (Leg* other = change(board, leg.with)) sound_bridge(board, leg, *other);
}

/// Somebody rings for it, or will again in a moment. Who was to be parked hears music all the while.
void sound_wait(Board& board, Leg& leg) {
    const Transfer* transfer = board.transfers.find(leg.transfer);
    if (leg.ring && !(transfer && transfer->rescue)) return board.order(Loop{leg.id, ringback_phrase()});
    board.order(PlayMusic{leg.id, board.office.music});
}

void hang_up(Board& board, Leg& leg) { end(board, leg); }

/// In the order of Doing.
// clang-format off
constexpr std::array states{
    //    gone                      sound          overdue               prompt_ended
    State{forget,                   nullptr,       nullptr,              nullptr},             // arriving
    State{caller_gone,              nullptr,       nullptr,              nullptr},             // calling
    State{branch_gone,              nullptr,       nullptr,              nullptr},             // rung
    State{forget,                   nullptr,       nullptr,              nullptr},             // asking
    State{talker_gone,              sound_talk,    nullptr,              nullptr},             // talking
    State{gone<transferee_gone>,    sound_wait,    nullptr,              nullptr},             // waiting
    State{gone<transferor_gone>,    nullptr,       nullptr,              nullptr},             // transferring
    State{gone<consultation_gone>,  nullptr,       sound_consultation,   consultation_heard},  // consulting
    State{forget,                   sound_pin,     pin_timed_out,        pin_awaited},         // entering
    State{gone<announcing_gone>,    nullptr,       announcing_overdue,   announcing_heard},    // announcing
    State{parkee_gone,              sound_parked,  slot_overdue,         slot_heard},          // parked
    State{forget,                   nullptr,       refusal_heard,        refusal_heard},       // refused
    State{forget,                   nullptr,       hang_up,              nullptr},             // leaving
};
// clang-format on
static_assert(states.size() == static_cast<std::size_t>(Doing::leaving) + 1);

}  // namespace

const State& state_of(const Leg& leg) { return states.at(static_cast<std::size_t>(leg.doing)); }

void sound(Board& board, Leg& leg) {
    if (const auto let_hear = state_of(leg).sound) let_hear(board, leg);
}

void leg_timed_out(Board& board, LegId id) {
    Leg* leg = change(board, id);
    if (!leg) return;
    leg->timer = {};
    leg->prompt = {};
    const auto overdue = state_of(*leg).overdue;
    overdue ? overdue(board, *leg) : sound(board, *leg);
}

void on(Board& board, const PromptEnded& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg || !leg->prompt || leg->prompt != fact.prompt) return;
    leg->prompt = {};
    board.deadlines.cancel(leg->timer);
    const auto ended = state_of(*leg).prompt_ended;
    ended ? ended(board, *leg) : sound(board, *leg);
}

}  // namespace layby::calls
