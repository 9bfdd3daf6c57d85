// Call-back tasks as the API's JSON has them, and what bodies and queries about them say. Pure functions,
// console thread.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "calls/task.hpp"
#include "console/json.hpp"

namespace layby::console {

/// {"id":9,"state":"open","caller":{…},…}
std::string task_json(const calls::Task& task, const Times& times);
/// {"tasks":[…]}
std::string tasks_json(const std::vector<const calls::Task*>& tasks, const Times& times);

/// Which tasks are asked for. Empty texts: any.
struct TasksWanted {
    std::set<calls::Task::State> states{calls::Task::State::open, calls::Task::State::taken};
    std::string lot, owner, taken_by, number;
    bool overdue{};
    std::size_t limit{};
};
/// Or why the query can't be read.
std::variant<TasksWanted, Answer> tasks_wanted_in(std::string_view target);
bool is_wanted(const calls::Task& task, const TasksWanted& wanted, Instant now);

/// {"note":"asks for Ann","due_in_s":3600}, each of them or both; null takes a note away. A note has at most
/// 200 characters on one line; due is 0 s to 30 days from now. None: the text is something else.
std::optional<calls::TaskOrder> task_edit_of(const std::string& json);
/// {"user":"203"}: for whom it is; the user is empty where it is missing, as in an empty text.
std::optional<std::string> task_user_of(const std::string& json);
/// {"from":"201","auto_answer":true}, each of them, both or none, or an empty text: whose phone calls back.
std::optional<calls::CallOrder> call_back_of(const std::string& json);

/// The ETag of a task as it is: "task-9-2", in quotes.
std::string etag_of(const calls::Task& task);
/// The version that If-Match names for this task; no version for "*" and for no such field. None when it is
/// something else.
std::optional<std::optional<std::uint32_t>> task_version_in(std::string_view if_match, calls::TaskId task);

}  // namespace layby::console
