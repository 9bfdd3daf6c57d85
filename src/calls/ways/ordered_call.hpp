// Click to call: a board or a program has a user's phones rung, and who answers there calls somebody as if
// its user had dialled the number: the same rights, limits and tones. The phone shows meanwhile whom it will
// call. Functions on the board; signalling thread.
#pragma once
#include "calls/switchboard.hpp"
#include "calls/ways/ring.hpp"

namespace layby::calls {

/// Rings. `legs` gets the phones that ring now, each of which stands for the order: who hangs up one of them
/// has taken it back.
CommandResult order_call(Board& board, const CallOrder& order, std::vector<LegId>& legs);
/// The user's phone was answered: the call begins.
void ordered_phone_answered(Board& board, const Ring& ring, Leg& phone);
/// The ring by which this phone is to make a call that was ordered; null: it isn't rung for that.
Ring* ring_of_order(Board& board, const Leg& leg);

}  // namespace layby::calls
