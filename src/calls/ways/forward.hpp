// Calls for a user go where that user wants them (presence.hpp). Functions on the board; signalling thread.
#pragma once
#include "calls/ways/ring.hpp"

namespace layby::calls {

/// Its phones don't ring for others.
bool is_undisturbed(const Board& board, const std::string& user);
/// Whom this ring is for after all. A user whose calls are forwarded pays for one that leaves.
Destination forwarded(Board& board, Ring& ring, Destination to);
/// Where it goes on if the target doesn't take it: as that one says, else as who forwards there.
void heed_ends(Ring& ring, const Ends& of_target);
/// What the user who is rung has said of calls that it doesn't take, and whether it is rung at all.
void heed_presence(const Board& board, Ring& ring, const User& user);
/// So long its phones ring.
Duration patience_of(const Board& board, const Ring& ring, const User& user);
/// Rings instead whom the user who was rung wants calls to go to. False: it has said nothing of that, or
/// nobody can be rung there.
bool forward_on(Board& board, Ring& ring, std::string Ends::*why);

}  // namespace layby::calls
