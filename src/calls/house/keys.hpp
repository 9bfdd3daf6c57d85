// The in-call code: what a user keys during a call is held back from the other party as long as it may become
// the code. Signalling thread.
#pragma once
#include "calls/house/leg.hpp"

namespace layby::calls {

/// Lets the engine withhold what may become the code, on the legs of users who may park, and only there; and
/// everything that is keyed while a PIN is asked for, or by a caller who waits and may choose.
void watch_keys(Board& board, const Leg& leg);
/// Its PIN was complete by a pause: the '#' that may follow all the same is nobody's. Before it is handed
/// out.
void swallow_hash(Board& board, Leg& leg);
/// The user has stopped in the middle: what it keyed was meant for the other party.
void keys_timed_out(Board& board, LegId id);

}  // namespace layby::calls
