// The begin and the end of a transfer's record, shared by the ways to transfer. Signalling thread.
#pragma once
#include "calls/transfer.hpp"

namespace layby::calls {

/// Accepts the transfer: the two no longer talk, the transferee waits for a ring.
Transfer& begin_transfer(Board& board, Leg& transferor, Leg& transferee);
void forget_transfer(Board& board, TransferId id);

}  // namespace layby::calls
