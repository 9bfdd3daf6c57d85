// The begin and the end of a transfer's record, shared by the ways to transfer. Signalling thread.
#pragma once
#include "calls/ways/transfer.hpp"

namespace layby::calls {

/// The two no longer talk, the transferee waits for a ring.
Transfer& begin_transfer(Board& board, Leg& transferor, Leg& transferee);
/// Who transferred is rung, or whoever else is to have the caller.
void ring_back(Board& board, Transfer& transfer);
void forget_transfer(Board& board, TransferId id);

}  // namespace layby::calls
