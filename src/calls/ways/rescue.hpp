// A park was refused, yet the parker's phone hangs up, as if it had worked: some do so at any answer to a
// transfer. The caller isn't lost for that. It hears music, and the parker's phones are rung, and the lot's
// fallback in between, until somebody answers or the lot's max_wait is over. Signalling thread.
#pragma once
#include "calls/ways/transfer.hpp"

namespace layby::calls {

void note_refused_park(Board& board, Leg& parker, const std::string& lot);
/// The parker has hung up right after a refusal, and there is somebody who can be rung for its caller.
bool needs_rescue(const Board& board, const Leg& parker);
void rescue(Board& board, const Leg& parker, Leg& caller);

Destination rescuer(const Board& board, const Transfer& transfer);
bool out_of_patience(const Board& board, const Rescue& rescue);
/// What the phones show that ring for it.
void show_rescue(Ring& ring);

}  // namespace layby::calls
