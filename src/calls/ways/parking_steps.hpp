// Steps that the ways to park share. Signalling thread.
#pragma once
#include "calls/ways/park.hpp"

namespace layby::calls {

inline const Refused not_allowed_to_park{403, "not allowed to park"};

bool may_park(const Board& board, const Origin& who);
inline bool may_park(const Board& board, const Leg& leg) { return may_park(board, leg.from); }
/// An unanswered leg whose user or trunk may not park.
void refuse_parker(Board& board, Leg& leg);
/// The park's lot is asked; its word is GrantSlot or RefusePark.
ParkId ask_for_slot(Board& board, Park park, const ToLot& where, const parking::Parker& parker);
/// The slot is granted: the caller is moved, or its parker consults.
void carry_on(Board& board, Park& park);
/// Whose leg stands for the park while its caller isn't moved.
LegId who_waits_for(const Park& park);
/// Where the party that is about to be parked was parked before. Who consults is about to park the call that
/// it holds.
std::optional<SlotNumber> previous_slot(Board& board, const Park& park);
/// Whoever stands for it hears why, in the way that it has asked.
void refuse_park(Board& board, const Park& park, const Refused& why);
/// The caller is the lot's from here on. `announce`: the parker's leg can hear the slot.
void move_caller(Board& board, Park& park, Leg& parkee, bool announce);
/// The parker is being told the slot of a caller who has hung up: no more of that, and why.
void stop_telling(Board& board, const Park& park);
/// How a caller is named in writing: "Ann Lee", "030123" or "anonymous".
std::string name_of(const Party& caller);
/// What the parker's display shows.
Party shown_slot(const Park& park);
/// The same to who could have parked another one: "Parked 701 · Ann Lee".
Party with_caller(const Park& park);
/// Among the parks that a retrieve code finds.
void list_park(Board& board, const Park& park);
void unlist_park(Board& board, const Park& park);

}  // namespace layby::calls
