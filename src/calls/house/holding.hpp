// The calls that users hold, so that a park code finds them, and a hold that has become too long is noticed.
// Signalling thread.
#pragma once
#include "calls/house/leg.hpp"

namespace layby::calls {

/// The leg's audio was agreed anew: its phone may have put us on hold, or taken us back.
void note_hold(Board& board, Leg& leg);
void forget_hold(Board& board, Leg& leg);
void hold_timed_out(Board& board, LegId id);

struct HeldCall {
    Leg* leg{};     ///< none: the user holds nobody
    bool others{};  ///< it holds others too
};
/// The call that a user put on hold last, on this very phone if there is one.
HeldCall held_call_of(Board& board, const Origin& who);

}  // namespace layby::calls
