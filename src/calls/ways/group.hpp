// A group rings: all its members at once, or one after the other. Who is on a call is rung only if nobody
// else can be, and then by call waiting. Functions on the board; signalling thread.
#pragma once
#include "calls/ways/ring.hpp"

namespace layby::calls {

void call_group(Board& board, Ring& ring, const std::string& number);
/// Where members ring one after the other: the next one who can be rung, unless something rings.
void next_member(Board& board, Ring& ring);
/// The one who rings has had its time. False: so has the group, or there is nobody who rings later.
bool member_timed_out(Board& board, Ring& ring);

}  // namespace layby::calls
