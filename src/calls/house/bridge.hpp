// Bridges: two legs that hear each other. Signalling thread.
#pragma once
#include "calls/house/leg.hpp"

namespace layby::calls {

/// From now on these two talk; whoever they talked to before is left without a partner.
void join(Board& board, Leg& one, Leg& other);
/// Takes a leg out of its bridge. Returns the other one, which now has nobody, or none.
Leg* part(Board& board, Leg& leg);

}  // namespace layby::calls
