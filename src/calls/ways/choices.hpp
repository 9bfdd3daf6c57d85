// What a caller who waits may choose by a key: it is told so again and again, and its keys are heard. What
// they lead to is the lot's. Functions on the board; signalling thread.
#pragma once
#include <string>

namespace layby::calls {

struct Board;
struct Leg;
struct Offers;

/// To this caller; nothing to who isn't in a slot.
Offers offers_to(const Board& board, const Leg& leg);
/// It waits from now on, or again: its keys are heard, and it is told of them a little later.
void begin_choices(Board& board, Leg& leg);
/// What this lot offers may be another thing since a reload: who waits there hears of it.
void offer_again(Board& board, const std::string& lot);
/// It has been told, or heard something else.
void choices_heard(Board& board, Leg& leg);
/// It is to be told now.
void say_choices(Board& board, Leg& leg);
/// It has pressed a key.
void choose(Board& board, Leg& leg, char key);

}  // namespace layby::calls
