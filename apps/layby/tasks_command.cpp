#include "layby/tasks_command.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "layby/commands.hpp"
#include "layby/table.hpp"

namespace layby::app {
namespace {

using Json = nlohmann::ordered_json;

std::string where_text(const Json& task) {
    if (task.at("lot").is_null()) return task.at("dialled").get<std::string>();
    return fmt::format("{} {}", task["lot"].get<std::string>(), task.at("slot").get<std::uint32_t>());
}

std::string due_text(const Json& task) {
    const auto left = task.at("due_in_s").get<double>();
    if (task.at("state") == "done" || task.at("state") == "dropped") return "-";
    return left < 0 ? clock_text(std::abs(left)) + " ago" : "in " + clock_text(left);
}

std::string state_text(const Json& task) {
    const auto state = task.at("state").get<std::string>();
    const auto who = task.at("who").is_null() ? std::string{} : " by " + task["who"].get<std::string>();
    const bool by_itself = !task.at("how").is_null() && task["how"] != "by hand";
    return state + who + (by_itself ? " (" + task["how"].get<std::string>() + ")" : "");
}

std::string caller_text(const Json& task) {
    const auto count = task.at("count").get<int>();
    return party_text(task.at("caller")) + (count > 1 ? fmt::format(" x{}", count) : "");
}

std::string path_of_task(const std::string& task, const char* action) {
    return "/api/v1/tasks/" + encoded(id_of(task)) + action;
}

Json in_name_of(const std::string& user) { return user.empty() ? Json::object() : Json{{"user", user}}; }

/// The task as it is now, as a table of its own.
ExitCode show_changed(const Reply& reply) {
    if (reply.status != 200) return refused(reply);
    print(tasks_text(Json{{"tasks", Json::array({Json::parse(reply.body)})}}.dump()));
    return done;
}

}  // namespace

std::string tasks_text(const std::string& text) {
    const auto json = Json::parse(text);
    std::vector<Row> rows{
        {"TASK", "CALLER", "WHERE", "WHY", "WHEN", "WAITED", "OWNER", "DUE", "STATE", "TRIED", "NOTE"}};
    for (const auto& task : json.at("tasks"))
        rows.push_back({id_text(task.at("id")), caller_text(task), where_text(task), task.at("why"),
                        local_time(task.at("last")), clock_text(task.at("waited_s").get<double>()),
                        or_dash(task.at("owner")), due_text(task), state_text(task), task.at("tries").dump(),
                        or_dash(task.at("note"))});
    return rows.size() == 1 ? "Nobody is to be called back.\n" : table(rows);
}

ExitCode show_tasks(const Client& client, const TasksShown& shown) {
    const auto path = with_query("/api/v1/tasks", {{"state", shown.all ? "all" : ""},
                                                   {"overdue", shown.overdue ? "true" : ""},
                                                   {"lot", shown.lot},
                                                   {"owner", shown.owner},
                                                   {"taken_by", shown.taken_by},
                                                   {"number", shown.number},
                                                   {"limit", "1000"}});
    const auto reply = client.get(path);
    if (reply.status != 200) return refused(reply);
    print(shown.json ? reply.body + "\n" : tasks_text(reply.body));
    return done;
}

ExitCode change_task(const Client& client, const std::string& task, const std::string& what,
                     const std::string& user) {
    return show_changed(client.post(path_of_task(task, ("/" + what).c_str()), in_name_of(user).dump()));
}

ExitCode call_back(const Client& client, const std::string& task, const std::string& user, bool answers) {
    Json body{{"auto_answer", answers}};
    if (!user.empty()) body["from"] = user;
    const auto reply = client.post(path_of_task(task, "/call"), body.dump());
    if (reply.status != 202) return refused(reply);
    const auto call = Json::parse(reply.body);
    print(ordered_text(call.at("from"), call.at("to")));
    return done;
}

ExitCode note_task(const Client& client, const std::string& task, const std::string& note) {
    const Json body{{"note", note.empty() ? Json() : Json(note)}};
    return show_changed(client.patch(path_of_task(task, ""), body.dump()));
}

}  // namespace layby::app
