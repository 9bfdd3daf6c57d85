// Leftovers: callers in slots that the settings no longer have, because a reload, or a start with other
// settings, made a lot smaller, gave it other numbers, or took it away. Until such a caller has left, its
// number is its slot's: whoever may retrieve finds it there, and no other lot gives the number to anybody
// else. Signalling thread.
#pragma once
#include <string>

#include "calls/plan/dial_plan.hpp"

namespace layby::calls {

struct Board;

/// After the settings have changed, or calls were put back: finds all leftovers. O(parked).
void find_leftovers(Board& board);
/// A call has left its slot: if it was a leftover, its number is again what the settings say.
void slot_vacated(Board& board, const std::string& lot, SlotNumber slot);
/// The leftover that this number leads to; null: it is none, or its caller hasn't come.
const ToSlot* leftover_with_caller(const Board& board, const std::string& number);

}  // namespace layby::calls
