// A parker behind a trunk is told its slot: by message, by a call that speaks it, or by the one and then the
// other, as the trunk's phones can. Signalling thread.
#pragma once
#include <string>

#include "calls/ways/park.hpp"

namespace layby::calls {

/// Ends in the lot's MessageSettled.
void tell_behind_trunk(Board& board, const parking::SendMessage& order, const std::string& text);
/// The message was not taken: whether the call comes next.
bool calls_after_message(const Board& board, const Park& park);
void call_parker(Board& board, Park& park);

}  // namespace layby::calls
