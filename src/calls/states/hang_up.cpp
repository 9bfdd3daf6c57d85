// The ACK of a call, and its end: who hung up, and what that means for those it had to do with.
#include "calls/house/board.hpp"
#include "calls/house/bridge.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/states/state.hpp"

namespace layby::calls {
namespace {

void leg_gone(Board& board, Leg& leg, bool lost) { state_of(leg).gone(board, leg, lost); }

}  // namespace

void on(Board& board, const CallConfirmed& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg || leg->confirmed) return;
    leg->confirmed = true;
    proved(board, *leg);
    const bool delayed = leg->offered && !leg->audio;
    if (delayed && !(fact.answer && take_answer(board, *leg, *fact.answer))) {
        board.order(HangUp{leg->id});  // an ACK without the answer that it owes
        return leg_gone(board, *leg, true);
    }
    if (leg->taking) confirm_retrieval(board, *leg);
    if (!delayed) return;
    say_again(board, *leg);
    sound_consultation(board, *leg);
    sound_announcement(board, *leg);
}

void on(Board& board, const CallCancelled& fact) {
    if (Leg* leg = change(board, fact.leg)) leg_gone(board, *leg, false);
}

void on(Board& board, const HungUp& fact) {
    if (Leg* leg = change(board, fact.leg)) leg_gone(board, *leg, fact.cause != HangupCause::normal);
}

void on(Board& board, const CallFailed& fact) {
    Leg* leg = change(board, fact.leg);
    if (!leg) return;
    if (leg->doing != Doing::rung) return leg_gone(board, *leg, true);
    branch_failed(board, *leg, {fact.status, fact.reason}, fact.redirect);
}

/// A caller who is silent is asked whether it lives, never hung up on.
void on(Board& board, const AudioLost& fact) {
    const Leg* leg = find(board, fact.leg);
    if (leg && leg->answered && leg->audio && leg->audio->peer_speaks) board.order(Probe{leg->id});
}

}  // namespace layby::calls
