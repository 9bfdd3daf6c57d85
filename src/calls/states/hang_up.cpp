// The end of a call: who hung up or was lost, and what that means for those it had to do with.
#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/states/state.hpp"

namespace layby::calls {
void leg_gone(Board& board, Leg& leg, bool lost) { state_of(leg).gone(board, leg, lost); }

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
