// The ACK of a call that we have answered. It may bring the answer to our offer, and a retrieval is final by
// it.
#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/states/state.hpp"

namespace layby::calls {

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

}  // namespace layby::calls
