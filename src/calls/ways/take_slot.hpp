// A transfer into a slot whose consultation waits there itself: a PBX or proxy calls the park number plainly,
// and then the party that it is about comes in its place, by INVITE with Replaces (RFC 3891) or by REFER.
// Also a user's consultation that is completed from outside. Whoever can't take the place changes nothing.
// Signalling thread.
#pragma once
#include "calls/ways/park.hpp"

namespace layby::calls {

/// Whether this INVITE with Replaces means that: a pressed lamp names a dialog of its own, and retrieves.
bool takes_slot(Board& board, const CallArrived& call);
void take_slot(Board& board, Leg& newcomer, const CallArrived& call);

/// A REFER with Replaces: who talks to `main` takes the place of `parked`. It came on one of the two.
void transfer_into_slot(Board& board, Leg& referrer, Leg& main, Leg& parked);
/// The same when that one has just hung up. False: nothing is known of it.
bool transfer_into_left_place(Board& board, Leg& referrer, LegId gone);
/// Who waits in the slot of this park hangs up.
void remember_place(Board& board, const Leg& leg, const Park& park);

}  // namespace layby::calls
