// What a user has dialled is done: its phone hears and shows so, and is hung up. Functions on the board;
// signalling thread.
#pragma once
#include <string>

#include "calls/house/leg.hpp"
#include "calls/orders.hpp"

namespace layby::calls {

/// With a delayed offer it is said as soon as there is an answer.
void confirm_aloud(Board& board, Leg& leg, const std::string& text, const Phrase& phrase);
/// The same to a phone that could not hear it so far.
void confirm_again(Board& board, Leg& leg);

}  // namespace layby::calls
