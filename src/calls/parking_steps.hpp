// Steps that the ways to park share. Signalling thread.
#pragma once
#include "calls/park.hpp"

namespace layby::calls {

inline const Refused not_allowed_to_park{403, "not allowed to park"};

bool may_park(const Board& board, const Origin& who);
inline bool may_park(const Board& board, const Leg& leg) { return may_park(board, leg.from); }
/// The park's lot is asked; its word is GrantSlot or RefusePark.
ParkId ask_for_slot(Board& board, Park park, const ToLot& where, const parking::Parker& parker);
/// The caller is the lot's from here on. `announce`: the parker's leg can hear the slot.
void move_caller(Board& board, Park& park, Leg& parkee, bool announce);
/// What the parker's display shows.
Party shown_slot(const Park& park);
/// Among the parks that a retrieve code finds.
void list_park(Board& board, const Park& park);
void unlist_park(Board& board, const Park& park);

}  // namespace layby::calls
