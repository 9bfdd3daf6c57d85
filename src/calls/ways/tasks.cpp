#include "calls/ways/tasks.hpp"

#include <algorithm>

#include "calls/derived/timeline.hpp"
#include "calls/house/board.hpp"
#include "calls/ways/task_change.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

/// More than a room full of people calls back. Then the oldest is forgotten, one that is over first.
constexpr std::size_t most_tasks = 2000;

void add_to_book(TaskBook& book, const Task& task) {
    if (task.is_over()) {
        book.over.emplace(task.changed, task.id);
        return;
    }
    book.open.emplace(task.last, task.id);
    if (!task.caller.number.empty()) book.of_number[task.caller.number].push_back(task.id);
}

void take_from_book(TaskBook& book, const Task& task) {
    book.over.erase({task.changed, task.id});
    book.open.erase({task.last, task.id});
    const auto found = book.of_number.find(task.caller.number);
    if (found == book.of_number.end()) return;
    std::erase(found->second, task.id);
    if (found->second.empty()) book.of_number.erase(found);
}

void forget_task(Board& board, TaskId id) {
    if (const Task* task = board.tasks.find(id)) take_from_book(board.task_book, *task);
    board.tasks.erase(id);
}

void make_room(Board& board) {
    TaskBook& book = board.task_book;
    while (board.tasks.size() >= most_tasks) {
        if (book.over.empty()) log::info("there are too many call-back tasks: the oldest one is forgotten");
        forget_task(board, (book.over.empty() ? book.open : book.over).begin()->second);
    }
}

/// The task that this caller has there already. Who was in no slot has one with anybody's lot.
TaskId same_as(const Board& board, const Task& lost) {
    const auto found = board.task_book.of_number.find(lost.caller.number);
    if (lost.caller.number.empty() || found == board.task_book.of_number.end()) return {};
    for (const TaskId id : found->second) {
        const Task* task = board.tasks.find(id);
        if (task && (task->lot == lost.lot || task->lot.empty() || lost.lot.empty())) return id;
    }
    return {};
}

/// It is due when it was; earlier if the caller has asked for it.
void join_task(Task& task, const Task& lost) {
    ++task.count;
    task.last = lost.last;
    task.waited = lost.waited;
    task.why = lost.why;
    if (lost.why == Task::Why::asked) task.due = std::min(task.due, lost.due);
    if (!lost.caller.name.empty()) task.caller.name = lost.caller.name;
    if (!lost.note.empty()) task.note = lost.note;
    task.trunk = lost.trunk;
    task.dialled = lost.dialled;
    if (lost.lot.empty()) return;
    task.lot = lost.lot;
    task.slot = lost.slot;
    task.parker = lost.parker;
    task.for_user = lost.for_user;
}

std::string named(const Party& caller) {
    if (caller.anonymous) return "anonymous";
    return caller.number.empty() ? caller.name : caller.number;
}

void gave_up(Board& board, Task lost, LegId call, ParkId park) {
    lost.first = lost.last = lost.changed = board.now;
    lost.parker.leg = {};
    if (lost.caller.anonymous) lost.caller = {{}, {}, true};
    const TaskId known = same_as(board, lost);
    const TaskId id = known ? known : next_id<TaskId>(board);
    note_to_call_back(board, call, park, lost);
    if (known) {
        change_task(board, known, [&](Task& task) { join_task(task, lost); });
    } else {
        make_room(board);
        lost.id = id;
        put_back_task(board, lost);
    }
    log::info("{} is to be called back ({}){}", named(lost.caller), text_of(lost.why),
              known ? ", once more" : "");
}

/// A note stays with the lot until the end of the turn in which its call has left.
std::string last_note(const Board& board, ParkId park) {
    const auto kept = board.keeping.kept_parks.find(park);
    return kept == board.keeping.kept_parks.end() ? std::string{} : kept->second.call.note;
}

void finish(Board& board, TaskId id, const std::string& who, Task::How how) {
    const Task* task = board.tasks.find(id);
    if (!task || task->is_over()) return;
    log::info("{} needs no call back any more: {}, {}", named(task->caller), text_of(how), who);
    change_task(board, id, [&](Task& done) {
        done.state = Task::State::done;
        done.how = how;
        done.who = who;
        done.changed = board.now;
    });
}

void finish_all(Board& board, const std::string& number, const std::string& who, Task::How how) {
    const auto found = board.task_book.of_number.find(number);
    if (found == board.task_book.of_number.end()) return;
    const auto all = found->second;  // finishing takes them out of it
    for (const TaskId id : all) finish(board, id, who, how);
}

std::string who_talks(const Leg& leg) { return leg.is_user() ? leg.user() : named(leg.party); }

std::string number_of(const Party& caller) { return caller.anonymous ? std::string{} : caller.number; }

/// An outside number may be sent out in another way than it was dialled: it is the latter that a caller has
/// shown.
std::string called_by(const Leg& caller, const Leg& callee) {
    const bool outside = caller.is_user() && !callee.is_user() && !callee.inbound;
    return outside ? caller.dialled() : number_of(callee.party);
}

void spoken_with(Board& board, Leg& caller, Leg& other) {
    if (const TaskId task = std::exchange(caller.task, {}))
        finish(board, task, who_talks(caller), Task::How::called_back);
    const auto how = caller.inbound ? Task::How::called_again : Task::How::called_back;
    finish_all(board, called_by(other, caller), who_talks(other), how);
}

const Trunk* minding(const Board& board, const Account& whose) {
    const bool by_trunk = whose.kind == Origin::Kind::trunk;
    const Trunk* trunk = by_trunk ? board.plan.trunk(whose.name) : nullptr;
    return trunk && trunk->call_back.wanted ? trunk : nullptr;
}

}  // namespace

const char* text_of(Task::Why why) {
    switch (why) {
        case Task::Why::abandoned:
            return "abandoned";
        case Task::Why::cut_off:
            return "cut off";
        case Task::Why::unanswered:
            return "unanswered";
        case Task::Why::asked:
            return "asked";
    }
    return "";
}

const char* text_of(Task::How how) {
    switch (how) {
        case Task::How::by_hand:
            return "by hand";
        case Task::How::called_back:
            return "called back";
        case Task::How::called_again:
            return "called again";
    }
    return "";
}

void note_given_up(Board& board, const Park& park, Task::Why why) {
    const auto desk = board.lots.find(park.lot);
    if (desk == board.lots.end() || !park.parkee) return;
    const CallBack& minded = desk->second.numbers.call_back;
    if (!minded.wanted && why != Task::Why::asked) return;
    Task task;
    task.why = why;
    task.caller = park.caller;
    task.lot = park.lot;
    task.slot = park.slot;
    task.parker = park.parker;
    task.for_user = park.for_user;
    task.waited = board.now - park.granted;
    task.note = last_note(board, park.id);
    task.due = (why == Task::Why::asked ? park.granted : board.now) + minded.within;
    gave_up(board, std::move(task), park.parkee, park.id);
}

void note_given_up(Board& board, const Message& message) {
    const auto desk = board.lots.find(message.lot);
    if (desk == board.lots.end() || !desk->second.numbers.call_back.wanted) return;
    Task task;
    task.why = Task::Why::abandoned;
    task.caller = message.caller;
    task.lot = message.lot;
    task.slot = message.slot;
    task.parker = message.parker;
    task.for_user = message.for_user;
    task.waited = board.now - message.parked;
    task.due = board.now + desk->second.numbers.call_back.within;
    gave_up(board, std::move(task), message.call, message.park);
}

void note_unanswered(Board& board, const Leg& leg) {
    const Trunk* trunk = minding(board, {leg.from.kind, leg.from.name});
    if (!trunk || !leg.inbound || leg.answered || leg.doing != Doing::calling) return;
    Task task;
    task.why = Task::Why::unanswered;
    task.caller = leg.party;
    task.trunk = trunk->name;
    task.dialled = leg.number;
    task.waited = board.now - leg.since;
    task.due = board.now + trunk->call_back.within;
    gave_up(board, std::move(task), leg.id, {});
}

void note_unanswered(Board& board, const Ring& ring) {
    const Trunk* trunk = ring.purpose == Ring::Purpose::call ? minding(board, ring.payer) : nullptr;
    if (!trunk) return;
    Task task;
    task.why = Task::Why::unanswered;
    task.caller = ring.caller;
    task.trunk = trunk->name;
    task.due = board.now + trunk->call_back.within;
    gave_up(board, std::move(task), {}, {});
}

void note_spoken(Board& board, Leg& one, Leg& other) {
    spoken_with(board, one, other);
    spoken_with(board, other, one);
}

void note_taken_out(Board& board, const Park& park, const Party& by) {
    finish_all(board, number_of(park.caller), named(by), Task::How::called_again);
}

std::size_t erase_tasks(Board& board, const std::string& number) {
    std::vector<TaskId> all;
    for (const auto& [id, task] : board.tasks)
        if (task.caller.number == number) all.push_back(id);
    for (const TaskId id : all) forget_task(board, id);
    return all.size();
}

void put_back_task(Board& board, const Task& task) {
    board.tasks[task.id] = task;
    add_to_book(board.task_book, task);
}

void take_task_from_book(Board& board, const Task& task) { take_from_book(board.task_book, task); }
void add_task_to_book(Board& board, const Task& task) { add_to_book(board.task_book, task); }

std::optional<Instant> next_expiry_of_tasks(const Board& board) {
    const Duration age = board.office.tasks_kept;
    if (age == Duration{}) return {};
    std::optional<Instant> next;
    for (const auto* book : {&board.task_book.open, &board.task_book.over})
        if (!book->empty() && (!next || book->begin()->first + age < *next))
            next = book->begin()->first + age;
    return next;
}

void expire_tasks(Board& board) {
    for (auto next = next_expiry_of_tasks(board); next && *next <= board.now;
         next = next_expiry_of_tasks(board))
        for (const auto* book : {&board.task_book.open, &board.task_book.over})
            if (!book->empty() && book->begin()->first + board.office.tasks_kept <= board.now)
                forget_task(board, TaskId{book->begin()->second});
}

}  // namespace layby::calls
