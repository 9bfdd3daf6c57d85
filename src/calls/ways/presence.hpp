// What users have said of calls for them: set by code, by a board, by a program. Functions on the board;
// signalling thread.
#pragma once
#include "calls/house/leg.hpp"
#include "calls/plan/presence_codes.hpp"
#include "calls/presence.hpp"
#include "calls/switchboard.hpp"

namespace layby::calls {

/// As it was said last; of who has said nothing, at rest.
Presence presence_of(const Board& board, const std::string& user);
/// Of users who are no more it is forgotten.
void forget_presences(Board& board);

/// A user dials it. Its phone hears what holds now, and is hung up; or hears why nothing has changed.
void change_presence(Board& board, Leg& leg, const ToPresence& wanted);
CommandResult order_presence(Board& board, const Presence& wanted);

}  // namespace layby::calls
