// Call-back tasks: who has given up is remembered until somebody has talked to that caller. Functions on the
// board; signalling thread.
#pragma once
#include <vector>

#include "calls/switchboard.hpp"
#include "calls/task.hpp"

namespace layby::calls {

struct Board;
struct Leg;
struct Message;
struct Park;
struct Ring;

// -- somebody has given up
/// In a slot. Who has asked to be called back is one wherever it has waited, and is due as if it waited on.
void note_given_up(Board& board, const Park& park, Task::Why why);
/// Who has left a message that came to nothing.
void note_given_up(Board& board, const Message& message);
/// A call by a trunk that nobody has answered; before it is forgotten.
void note_unanswered(Board& board, const Leg& leg);
/// The same, of a caller who could not outlive the process.
void note_unanswered(Board& board, const Ring& ring);

// -- somebody has talked to a caller
/// These two, outside of a slot.
void note_spoken(Board& board, Leg& one, Leg& other);
/// `by` has taken the caller out of its slot.
void note_taken_out(Board& board, const Park& park, const Party& by);

// -- orders
CommandResult order_task(Board& board, const TaskOrder& order);
/// Its phone rings and calls the caller back, and who ordered it minds the task. `legs` as in order_call().
CommandResult order_call_back(Board& board, const TaskOrder& order, CallOrder call, std::vector<LegId>& legs);
/// All of this number; how many.
std::size_t erase_tasks(Board& board, const std::string& number);

// -- the book
/// As it was kept.
void put_back_task(Board& board, const Task& task);
/// Those that are older than the history may be are forgotten.
void expire_tasks(Board& board);
/// When expire_tasks() has something to do.
std::optional<Instant> next_expiry_of_tasks(const Board& board);

}  // namespace layby::calls
