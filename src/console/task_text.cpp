#include "console/task_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "console/order_text.hpp"
#include "console/path.hpp"
#include "console/query.hpp"
#include "console/task_parts.hpp"

namespace layby::console {
namespace {

using State = calls::Task::State;

constexpr std::int64_t latest_due = 30 * 24 * 3600;  ///< in seconds

constexpr std::array task_states{State::open, State::taken, State::done, State::dropped};

const char* state_word(State state) {
    switch (state) {
        case State::open:
            return "open";
        case State::taken:
            return "taken";
        case State::done:
            return "done";
        case State::dropped:
            return "dropped";
    }
    return "";
}

bool is_overdue(const calls::Task& task, Instant now) { return !task.is_over() && task.due < now; }

Answer bad_task_filter(const std::string& detail) { return refusal(400, "bad_filter", detail); }

/// "open,taken", "all"; false: something else.
bool read_states(const std::string& text, std::set<State>& into) {
    into.clear();
    if (text == "all") into.insert(task_states.begin(), task_states.end());
    for (std::size_t at = 0; text != "all" && at <= text.size();) {
        const auto comma = std::min(text.find(',', at), text.size());
        const auto word = text.substr(at, comma - at);
        const auto known =
            std::ranges::find_if(task_states, [&](State one) { return word == state_word(one); });
        if (known == task_states.end()) return false;
        into.insert(*known);
        at = comma + 1;
    }
    return true;
}

Json place_or_null(const calls::Task& task, const Json& value) { return task.lot.empty() ? Json() : value; }

/// An empty text stands for an object without members.
Json object_in(const std::string& json) {
    return json.empty() ? Json::object() : Json::parse(json, nullptr, false);
}

}  // namespace

Json task_of(const calls::Task& task, const Times& times) {
    Json json{{"id", task.id.value},
              {"state", state_word(task.state)},
              {"why", calls::text_of(task.why)},
              {"caller", shown(task.caller)},
              {"lot", place_or_null(task, task.lot)},
              {"slot", place_or_null(task, task.slot.value)},
              {"parker", place_or_null(task, shown(task.parker))},
              {"for_user", task.for_user},
              {"owner", or_null(task.owner())},
              {"trunk", or_null(task.trunk)},
              {"dialled", task.dialled},
              {"first", utc_of(task.first, times)},
              {"last", utc_of(task.last, times)},
              {"count", task.count},
              {"waited_s", seconds(task.waited)},
              {"due", utc_of(task.due, times)},
              {"tries", task.tries},
              {"note", task.note},
              {"who", or_null(task.who)},
              {"how", task.state == State::done ? Json(calls::text_of(task.how)) : Json()},
              {"changed", utc_of(task.changed, times)},
              {"version", task.version}};
    if (!times.ages) return json;
    json["last_s"] = seconds(times.now - task.last);
    json["due_in_s"] = seconds(task.due - times.now);
    json["overdue"] = is_overdue(task, times.now);
    return json;
}

std::string task_json(const calls::Task& task, const Times& times) { return text(task_of(task, times)); }

std::string tasks_json(const std::vector<const calls::Task*>& tasks, const Times& times) {
    return text({{"tasks", list(tasks, [&](const auto* task) { return task_of(*task, times); })}});
}

std::variant<TasksWanted, Answer> tasks_wanted_in(std::string_view target) {
    TasksWanted wanted;
    const auto limit = limit_in(target);
    if (!limit) return refusal(400, "bad_limit", "limit must be a number from 1 to 1000");
    wanted.limit = *limit;
    const auto state = in_query(target, "state");
    if (state && !read_states(*state, wanted.states))
        return bad_task_filter(
            "state is \"all\", or some of open, taken, done, dropped, with commas between");
    const auto overdue = in_query(target, "overdue");
    if (overdue && *overdue != "true" && *overdue != "false")
        return bad_task_filter("overdue is true or false");
    wanted.overdue = overdue == "true";
    wanted.lot = in_query(target, "lot").value_or("");
    wanted.owner = in_query(target, "owner").value_or("");
    wanted.taken_by = in_query(target, "taken_by").value_or("");
    wanted.number = in_query(target, "number").value_or("");
    return wanted;
}

bool is_wanted(const calls::Task& task, const TasksWanted& wanted, Instant now) {
    const auto fits = [](const std::string& want, const std::string& is) {
        return want.empty() || want == is;
    };
    const auto& taken_by = task.state == State::taken ? task.who : std::string{};
    return wanted.states.contains(task.state) && fits(wanted.lot, task.lot) &&
           fits(wanted.owner, task.owner()) && fits(wanted.taken_by, taken_by) &&
           fits(wanted.number, task.caller.number) && (!wanted.overdue || is_overdue(task, now));
}

std::optional<calls::TaskOrder> task_edit_of(const std::string& json) {
    const auto parsed = Json::parse(json, nullptr, false);
    if (!parsed.is_object() || parsed.empty()) return {};
    calls::TaskOrder order;
    order.what = calls::TaskOrder::What::edit;
    for (const auto& [name, value] : parsed.items()) {
        if (name == "note") {
            if (!(order.note = note_of(value.dump()))) return {};
        } else if (name == "due_in_s" && value.is_number_integer()) {
            const auto seconds = value.get<std::int64_t>();
            if (seconds < 0 || seconds > latest_due) return {};
            order.due_in = std::chrono::seconds{seconds};
        } else {
            return {};
        }
    }
    return order;
}

std::optional<std::string> task_user_of(const std::string& json) {
    const auto parsed = object_in(json);
    if (!parsed.is_object() || parsed.size() > (parsed.contains("user") ? 1U : 0U)) return {};
    const auto user = parsed.value("user", Json(""));
    return user.is_string() ? std::optional(user.get<std::string>()) : std::nullopt;
}

std::optional<calls::CallOrder> call_back_of(const std::string& json) {
    const auto parsed = object_in(json);
    if (!parsed.is_object()) return {};
    calls::CallOrder order;
    for (const auto& [name, value] : parsed.items()) {
        if (name == "from" && value.is_string())
            order.user = value.get<std::string>();
        else if (name == "auto_answer" && value.is_boolean())
            order.answers = value.get<bool>();
        else
            return {};
    }
    return order;
}

std::string etag_of(const calls::Task& task) {
    return "\"task-" + std::to_string(task.id.value) + "-" + std::to_string(task.version) + "\"";
}

std::optional<std::optional<std::uint32_t>> task_version_in(std::string_view if_match, calls::TaskId task) {
    using Version = std::optional<std::uint32_t>;
    if (if_match.empty() || if_match == "*") return Version{};
    const auto start = "\"task-" + std::to_string(task.value) + "-";
    if (!if_match.starts_with("\"task-") || !if_match.ends_with('"')) return {};
    if (!if_match.starts_with(start)) return Version{0};  // of another task: no version is that
    const auto number = if_match.substr(start.size(), if_match.size() - start.size() - 1);
    std::uint32_t version{};
    const auto read = std::from_chars(number.data(), number.data() + number.size(), version);
    if (read.ec != std::errc{} || read.ptr != number.data() + number.size()) return {};
    return Version{version};
}

}  // namespace layby::console
