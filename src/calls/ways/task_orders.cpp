// What people do with call-back tasks.
#include "calls/house/board.hpp"
#include "calls/states/arrival.hpp"
#include "calls/ways/ordered_call.hpp"
#include "calls/ways/task_change.hpp"
#include "calls/ways/tasks.hpp"

namespace layby::calls {
namespace {

using What = TaskOrder::What;

/// Two don't mind one caller, also where the second one knows of the first: he gives it back before.
CommandResult may_be_changed(const Task* task, const TaskOrder& order) {
    if (!task) return CommandResult::no_such_task;
    if (order.version && *order.version != task->version) return CommandResult::task_changed;
    if (order.what == What::edit) return CommandResult::done;
    const bool another_has_it = task->state == Task::State::taken && task->who != order.by;
    if (another_has_it && (order.what == What::take || !order.over_others)) return CommandResult::task_taken;
    const bool closes = order.what != What::reopen;
    return closes && task->is_over() ? CommandResult::task_over : CommandResult::done;
}

Task::State state_after(What what) {
    switch (what) {
        case What::take:
            return Task::State::taken;
        case What::done:
            return Task::State::done;
        case What::drop:
            return Task::State::dropped;
        case What::reopen:
        case What::edit:
            break;
    }
    return Task::State::open;
}

void enter_state(Task& task, const TaskOrder& order, Instant now) {
    task.state = state_after(order.what);
    task.how = Task::How::by_hand;
    task.who = order.what == What::reopen ? std::string{} : order.by;
    task.changed = now;
}

}  // namespace

CommandResult order_task(Board& board, const TaskOrder& order) {
    const Task* task = board.tasks.find(order.task);
    if (const auto may = may_be_changed(task, order); may != CommandResult::done) return may;
    if (order.by_user && !board.plan.user(order.by)) return CommandResult::no_such_user;
    const bool has_it = order.what == What::take && task->state == Task::State::taken;
    if (has_it) return CommandResult::done;
    change_task(board, order.task, [&](Task& changed) {
        if (order.note) changed.note = *order.note;
        if (order.due_in) changed.due = board.now + *order.due_in;
        if (order.what != What::edit) enter_state(changed, order, board.now);
    });
    return CommandResult::done;
}

/// A caller may have shown the number of a slot, or a code: nothing is done by that.
CommandResult order_call_back(Board& board, const TaskOrder& order, CallOrder call,
                              std::vector<LegId>& legs) {
    const Task* task = board.tasks.find(order.task);
    if (const auto may = may_be_changed(task, order); may != CommandResult::done) return may;
    if (task->caller.number.empty()) return CommandResult::no_number;
    const User* user = board.plan.user(call.user);
    if (!user) return CommandResult::no_such_user;
    if (!rings_somebody(wanted_by_user(board, *user, task->caller.number)))
        return CommandResult::no_such_number;
    call.number = task->caller.number;
    call.task = task->id;
    if (const auto rings = order_call(board, call, legs); rings != CommandResult::done) return rings;
    change_task(board, order.task, [&](Task& tried) {
        const bool has_it = tried.state == Task::State::taken;
        if (!has_it) enter_state(tried, order, board.now);
        ++tried.tries;
    });
    return CommandResult::done;
}

}  // namespace layby::calls
