// Commands about call-back tasks.
#include "layby/line/command_line.hpp"
#include "layby/tasks_command.hpp"

namespace layby::app {

void CommandLine::add_tasks() {
    auto* command = add_remote("tasks", "show who gave up and is to be called back",
                               [this](const Client& c) { return show_tasks(c, tasks); });
    command->add_flag("--all", tasks.all, "also those that are done or dropped");
    command->add_flag("--overdue", tasks.overdue, "only those that should have been called back by now");
    command->add_option("--lot", tasks.lot, "only of this lot");
    command->add_option("--owner", tasks.owner, "only for this user, or parked by this user");
    command->add_option("--taken-by", tasks.taken_by, "only those that this user minds");
    command->add_option("--number", tasks.number, "only of this caller");
    command->add_flag("--json", tasks.json, "as the API says it");
    add_task_orders(command);
}

void CommandLine::add_task_orders(CLI::App* under) {
    const std::pair<const char*, const char*> orders[] = {
        {"take", "mind a task, so that nobody else does"},
        {"done", "the caller needs no call back any more"},
        {"drop", "nobody calls back"},
        {"reopen", "give a task back, or open one that is over"}};
    for (const auto& [what, about] : orders) {
        auto* command = add_remote(
            what, about, [this, what = what](const Client& c) { return change_task(c, entry, what, user); },
            under);
        add_task(command);
        command->add_option("--user", user, "in the name of this user");
    }
    auto* calling = add_remote(
        "call", "ring a user's phone, which calls the caller back when it is answered",
        [this](const Client& c) { return call_back(c, entry, user, answers); }, under);
    add_task(calling);
    calling->add_option("--user", user, "whose phone")->required();
    calling->add_flag("--auto-answer", answers, "ask the phone to answer by itself");
    auto* noting = add_remote(
        "note", "write something for others to a task",
        [this](const Client& c) { return note_task(c, entry, note); }, under);
    add_task(noting);
    noting->add_option("note", note, "empty: no note")->required();
}

void CommandLine::add_task(CLI::App* command) {
    command->add_option("task", entry, "as \"layby tasks\" shows it")->required();
}

}  // namespace layby::app
