// What a leg's state means: one row for each, so that whoever adds a state, or something that can happen to a
// leg, sees what all the others do. Functions on the board; signalling thread.
#pragma once
#include "calls/derived/hearing.hpp"

namespace layby::calls {

/// Which fields of a leg mean something in a state. All others are empty then.
enum Owned : unsigned {
    nothing_owned = 0,
    its_ring = 1,
    its_transfer = 2,
    its_park = 4,
    what_it_takes = 8,
    its_pin = 16,
    its_refusal = 32,
};

/// What happens to a leg in one state. Null: nothing of its own.
struct State {
    void (*gone)(Board& board, Leg& leg, bool lost);                    ///< it hung up, or (`lost`) was lost
    std::optional<Sound> (*hears)(const Board& board, const Leg& leg);  ///< while nothing is said to it
    void (*say_again)(Board& board, Leg& leg);                          ///< it may have missed what was said
    void (*overdue)(Board& board, Leg& leg);                            ///< its timer is due
    void (*prompt_ended)(Board& board, Leg& leg);                       ///< what was said to it has ended
    unsigned owns;
};
const State& state_of(const Leg& leg);
/// Empties what belongs to other states; and whether there was nothing of that kind.
void forget_other_states(Leg& leg);
bool owns_what_it_should(const Leg& leg);
void leg_gone(Board& board, Leg& leg, bool lost);

// -- announce.cpp: who hears the slot, or what it may choose there
void consultation_heard(Board& board, Leg& leg);
void announcing_heard(Board& board, Leg& leg);
void announcing_overdue(Board& board, Leg& leg);
void parkee_heard(Board& board, Leg& leg);
void parkee_overdue(Board& board, Leg& leg);
void say_slot_again(Board& board, Leg& leg);

}  // namespace layby::calls
