#include "console/api/hours.hpp"

#include <utility>

#include "console/api/refused.hpp"
#include "console/hours_text.hpp"

namespace layby::console {
namespace {

constexpr const char* form_of_hours =
    R"(the body must be like {"set":"closed","until_next_change":false}, with "clock", "open" or "closed")";

}  // namespace

HoursResources::HoursResources(const Desk& desk, Post post) : desk_(desk), post_(std::move(post)) {}

Routes HoursResources::routes() {
    return {
        {"GET", {"api", "v1", "hours"}, by(this, &HoursResources::all), Scope::viewer, Reach::some_lots},
        {"PUT", {"api", "v1", "hours", "*"}, by(this, &HoursResources::set), Scope::agent},
    };
}

void HoursResources::all(const Asked&, Answered answered) {
    desk_.hours(
        reply(post_, std::move(answered), [](const auto& hours) { return ok(all_hours_json(hours)); }));
}

void HoursResources::set(const Asked& asked, Answered answered) {
    if (!is_json(asked.request.content_type)) return answered(not_json());
    const auto order = hours_order_in(asked.request.body, asked.path[3]);
    if (!order) return answered(refusal(400, "bad_body", form_of_hours));
    desk_.set_hours(*order, reply(post_, std::move(answered), [](auto result, const auto& now) {
        if (result == calls::CommandResult::done && now) return ok(hours_json(*now));
        return refused(result, {}, {}, {});
    }));
}

}  // namespace layby::console
