#include "console/api/calling.hpp"

#include <utility>

#include "console/api/refused.hpp"
#include "console/json.hpp"
#include "console/order_text.hpp"

namespace layby::console {
namespace {

using Result = calls::CommandResult;

constexpr const char* call_form =
    R"(the body must be like {"from":"201","to":"202","auto_answer":false}; who has a phone may leave "from" out)";

/// What the same word means for a call that is to be made.
Answer not_called(Result result, const std::string& user) {
    switch (result) {
        case Result::no_such_number:
            return refusal(404, "no_such_number",
                           "that is no number of a user, of a group, of a slot, or outside");
        case Result::not_allowed:
            return refusal(403, "not_allowed", "user \"" + user + "\" may not retrieve");
        case Result::do_not_disturb:
            return refusal(409, "do_not_disturb", "user \"" + user + "\" wants no calls now");
        default:
            return refused(result, {}, {}, user);
    }
}

}  // namespace

CallingResources::CallingResources(const Desk& desk, Post post) : desk_(desk), post_(std::move(post)) {}

Routes CallingResources::routes() {
    return {
        {"POST", {"api", "v1", "calls"}, by(this, &CallingResources::call), Scope::agent, Reach::some_lots}};
}

void CallingResources::call(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    auto order = call_order_of(asked.request.body);
    if (order && order->user.empty()) order->user = asked.guest.user;  // by one's own phone
    if (!order || order->user.empty()) return answered(refusal(400, "bad_body", call_form));
    if (auto not_yours = refuse_call_by(asked, order->user)) return answered(*not_yours);
    order->by = asked.guest.user;
    order->who = asked.guest.who;
    desk_.call(*order, reply(post_, std::move(answered), [order = *order](auto result, const auto& legs) {
        if (result != Result::done) return not_called(result, order.user);
        return Answer{202, call_ordered_json(order, legs), {}};
    }));
}

}  // namespace layby::console
