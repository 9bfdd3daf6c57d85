// A call-back task becomes another: the one door to that. For the files of this room that do it; signalling
// thread.
#pragma once
#include "calls/house/board.hpp"

namespace layby::calls {

void take_task_from_book(Board& board, const Task& task);
void add_task_to_book(Board& board, const Task& task);

/// `change` gets the task; it has to be there.
template <class Change>
void change_task(Board& board, TaskId id, Change change) {
    Task* task = board.tasks.change(id);
    if (!task) return;
    take_task_from_book(board, *task);
    change(*task);
    ++task->version;
    add_task_to_book(board, *task);
}

}  // namespace layby::calls
