// The command `layby tasks`: who is to be called back, and what is done about it. As commands.hpp.
#pragma once
#include <string>

#include "layby/client.hpp"
#include "layby/exit_code.hpp"

namespace layby::app {

struct TasksShown {
    bool all{};  ///< also those that are over
    bool overdue{}, json{};
    std::string lot{}, owner{}, taken_by{}, number{};
};
ExitCode show_tasks(const Client& client, const TasksShown& shown);

/// `what`: "take", "done", "drop" or "reopen". `task` as `layby tasks` shows it; `user`: in whose name,
/// empty: one's own.
ExitCode change_task(const Client& client, const std::string& task, const std::string& what,
                     const std::string& user);
/// The phone of this user calls the caller back.
ExitCode call_back(const Client& client, const std::string& task, const std::string& user, bool answers);
ExitCode note_task(const Client& client, const std::string& task, const std::string& note);

// For tests.
std::string tasks_text(const std::string& json);

}  // namespace layby::app
