// A caller whom another node has taken over, while we were away: we let go of it, without a word to its
// phone, which is in that node's call by now. (How we take one over ourselves: house/restore.cpp.)
#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/leftovers.hpp"
#include "calls/states/state.hpp"
#include "calls/ways/messages.hpp"
#include "calls/ways/parking_steps.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

/// Whoever is being told its slot, or is about to have it, hears that it is gone.
void abandon_parkee(Board& board, LegId id, const Park& park) {
    Leg* parkee = change(board, id);
    if (!parkee) return;
    stop_telling(board, park);
    give_up_message(board, *parkee);
    if (Leg* retriever = change(board, parkee->with)) retriever->taking = {};
    parkee->park = {};
    board.order(Abandon{id});
    drop(board, *parkee);
}

/// It was retrieved here while we were cut off, and talks to nobody any more.
void abandon_talker(Board& board, LegId id) {
    Leg* leg = change(board, id);
    if (!leg || !leg->answered) return;
    board.order(Abandon{id});
    leg_gone(board, *leg, true);
}

}  // namespace

void on(Board& board, const CallerTakenAway& fact) {
    const Park* found = board.parks.find(fact.park);
    if (!found) return abandon_talker(board, fact.parkee);
    const Park park = *found;
    log::warn("lot {}: the caller in slot {} was taken over by node {}", park.lot, park.slot.text(),
              fact.node);
    ++board.totals.taken_away_total;
    abandon_parkee(board, park.parkee, park);
    hand_over(board, park);
}

}  // namespace layby::calls
