// Parking the other party of a call that doesn't run through us (RFC 5359 section 2.15): the slot is
// reserved, then that party is called in the place of the phone that asked (RFC 3891); once it answers, it
// waits. If it doesn't, the two talk on as if nothing had happened. Signalling thread.
#pragma once
#include "calls/ways/park.hpp"

namespace layby::calls {

void park_foreign(Board& board, const ParkAsked& fact, const ToLot& where);
/// The slot is reserved.
void fetch_caller(Board& board, Park& park);
void foreign_park_refused(Board& board, Leg& leg, const Park& park, const Refused& why);

// What the call to that party came to.
void caller_fetched(Board& board, const Ring& ring, Leg& leg);
void caller_not_fetched(Board& board, const Ring& ring);

}  // namespace layby::calls
