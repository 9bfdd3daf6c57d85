#include "console/api/tasks.hpp"

#include <algorithm>
#include <utility>

#include "console/api/refused.hpp"
#include "console/path.hpp"
#include "console/task_text.hpp"

namespace layby::console {
namespace {

using Result = calls::CommandResult;

constexpr const char* edit_form =
    R"(the body must be like {"note":"asks for Ann","due_in_s":3600}, with one of them or both)";
constexpr const char* user_form = R"(the body must be {} or like {"user":"203"})";
constexpr const char* call_back_form =
    R"(the body must be like {"from":"201","auto_answer":false}; who has a phone may leave "from" out)";

Answer no_such_task() { return refused(Result::no_such_task, {}, {}, {}); }

/// The one that is due first comes first; those that are over by when that was, the latest first.
void sort_tasks(std::vector<const calls::Task*>& tasks) {
    std::ranges::sort(tasks, [](const calls::Task* one, const calls::Task* other) {
        if (one->is_over() != other->is_over()) return other->is_over();
        if (one->is_over()) return one->changed > other->changed;
        return std::pair(one->due, one->id) < std::pair(other->due, other->id);
    });
}

std::vector<const calls::Task*> tasks_in(const Copy& copy, const TasksWanted& wanted, Instant now) {
    std::vector<const calls::Task*> out;
    for (const auto& [id, task] : copy.tasks())
        if (is_wanted(task, wanted, now)) out.push_back(&task);
    sort_tasks(out);
    if (out.size() > wanted.limit) out.resize(wanted.limit);
    return out;
}

Answer with_tag(const calls::Task& task, const Times& times) {
    auto answer = ok(task_json(task, times));
    answer.etag = etag_of(task);
    return answer;
}

/// Who asks, as others read it: by a phone, if there is one.
std::string name_of(const Guest& guest) {
    if (!guest.user.empty()) return guest.user;
    if (!guest.name.empty()) return guest.name;
    return guest.who.empty() ? "somebody" : guest.who;
}

}  // namespace

TaskResources::TaskResources(const Desk& desk, Feeds& feeds, Post post)
    : desk_(desk), feeds_(feeds), post_(std::move(post)) {}

Handler TaskResources::changing(What what) {
    return [this, what](const Asked& asked, Answered answered) { change(asked, std::move(answered), what); };
}

Routes TaskResources::routes() {
    using Self = TaskResources;
    return {
        {"GET", {"api", "v1", "tasks"}, by(this, &Self::all), Scope::viewer, Reach::some_lots},
        {"GET", {"api", "v1", "tasks", "*"}, by(this, &Self::one), Scope::viewer, Reach::some_lots},
        {"PATCH", {"api", "v1", "tasks", "*"}, by(this, &Self::edit), Scope::agent, Reach::some_lots},
        {"POST", {"api", "v1", "tasks", "*", "take"}, changing(What::take), Scope::agent, Reach::some_lots},
        {"POST", {"api", "v1", "tasks", "*", "done"}, changing(What::done), Scope::agent, Reach::some_lots},
        {"POST", {"api", "v1", "tasks", "*", "drop"}, changing(What::drop), Scope::agent, Reach::some_lots},
        {"POST",
         {"api", "v1", "tasks", "*", "reopen"},
         changing(What::reopen),
         Scope::agent,
         Reach::some_lots},
        {"POST", {"api", "v1", "tasks", "*", "call"}, by(this, &Self::call), Scope::agent, Reach::some_lots},
    };
}

void TaskResources::all(const Asked& asked, Answered answered) {
    const auto wanted = tasks_wanted_in(asked.request.target);
    if (const auto* wrong = std::get_if<Answer>(&wanted)) return answered(*wrong);
    const auto feed = feeds_.seen_with(asked.guest.rights);
    const auto times = feed->times();
    answered(ok(tasks_json(tasks_in(feed->copy(), std::get<TasksWanted>(wanted), times.now), times)));
}

void TaskResources::one(const Asked& asked, Answered answered) {
    const auto feed = feeds_.seen_with(asked.guest.rights);
    const auto* task = feed->copy().task({id_in(asked.path[3])});
    answered(task ? with_tag(*task, feed->times()) : no_such_task());
}

std::optional<Answer> TaskResources::refuse_task(const Asked& asked, calls::TaskId id) {
    const auto& rights = asked.guest.rights;
    if (!rights) return {};
    const auto feed = feeds_.seen_with(rights);
    const auto* task = feed->copy().task(id);
    if (!task) return no_such_task();
    return acts_on(rights, task->lot) ? std::nullopt : std::optional(only_looks(task->lot));
}

std::variant<calls::TaskOrder, Answer> TaskResources::meant_by(const Asked& asked, What what) {
    calls::TaskOrder order{{id_in(asked.path[3])}, what, name_of(asked.guest)};
    if (auto not_seen = refuse_task(asked, order.task)) return *not_seen;
    const auto version = task_version_in(asked.request.if_match, order.task);
    if (!version) return refusal(400, "bad_match", R"(If-Match must be an ETag like "task-9-2", or *)");
    order.version = *version;
    order.over_others = asked.guest.scope >= Scope::supervisor;
    return order;
}

Answer TaskResources::told(Result result, const std::optional<calls::Task>& task, const std::string& user) {
    if (result == Result::done && task) return with_tag(*task, feeds_.whole().times());
    if (result == Result::task_taken && task)
        return refusal(409, "task_taken", "\"" + task->who + "\" minds this task already");
    return refused(result, {}, {}, user);
}

void TaskResources::change(const Asked& asked, Answered answered, What what) {
    auto meant = meant_by(asked, what);
    if (const auto* wrong = std::get_if<Answer>(&meant)) return answered(*wrong);
    auto& order = std::get<calls::TaskOrder>(meant);
    const auto user = task_user_of(asked.request.body);
    if (!user) return answered(refusal(400, "bad_body", user_form));
    if (!user->empty() && !is_own(asked, *user)) {
        if (auto not_yours = refuse_order_for_user(asked, *user)) return answered(*not_yours);
        order.by = *user;
        order.by_user = true;
    }
    desk_.change_task(order,
                      reply(post_, std::move(answered), [this, by = order.by](auto result, const auto& task) {
                          return told(result, task, by);
                      }));
}

void TaskResources::edit(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    const auto wanted = task_edit_of(asked.request.body);
    if (!wanted) return answered(refusal(400, "bad_body", edit_form));
    auto meant = meant_by(asked, What::edit);
    if (const auto* wrong = std::get_if<Answer>(&meant)) return answered(*wrong);
    auto& order = std::get<calls::TaskOrder>(meant);
    order.note = wanted->note;
    order.due_in = wanted->due_in;
    desk_.change_task(order, reply(post_, std::move(answered),
                                   [this](auto result, const auto& task) { return told(result, task, {}); }));
}

void TaskResources::call(const Asked& asked, Answered answered) {
    auto call = call_back_of(asked.request.body);
    if (call && call->user.empty()) call->user = asked.guest.user;
    if (!call || call->user.empty()) return answered(refusal(400, "bad_body", call_back_form));
    if (auto not_yours = refuse_call_by(asked, call->user)) return answered(*not_yours);
    auto meant = meant_by(asked, What::take);
    if (const auto* wrong = std::get_if<Answer>(&meant)) return answered(*wrong);
    auto& order = std::get<calls::TaskOrder>(meant);
    order.by = call->user;
    call->by = asked.guest.user;
    call->who = asked.guest.who;
    desk_.call_back(order, *call,
                    reply(post_, std::move(answered),
                          [this, call = *call](auto result, const auto& legs, const auto& task) {
                              if (result != Result::done || !task) return told(result, task, call.user);
                              auto ordered = call;
                              ordered.number = task->caller.number;
                              return Answer{202, call_ordered_json(ordered, legs), {}};
                          }));
}

}  // namespace layby::console
