// Where somebody's calls go is that one's business, and of who minds the office.
#include "console/api/presence.hpp"

#include <utility>

#include "console/api/refused.hpp"
#include "console/presence_text.hpp"

namespace layby::console {
namespace {

constexpr const char* form =
    R"(the body must be like {"do_not_disturb":false,"forward":{"always":"205","busy":null,)"
    R"("no_answer":"0171","no_answer_after_s":20,"unregistered":null}}, with 5 to 120 seconds)";

}  // namespace

PresenceResources::PresenceResources(const Desk& desk, Post post) : desk_(desk), post_(std::move(post)) {}

Routes PresenceResources::routes() {
    using Self = PresenceResources;
    return {
        {"GET",
         {"api", "v1", "users", "*", "presence"},
         by(this, &Self::one),
         Scope::agent,
         Reach::some_lots},
        {"PUT",
         {"api", "v1", "users", "*", "presence"},
         by(this, &Self::set),
         Scope::agent,
         Reach::some_lots},
    };
}

void PresenceResources::one(const Asked& asked, Answered answered) {
    const std::string user = asked.path[3];
    if (auto not_yours = refuse_look_at_user(asked, user)) return answered(*not_yours);
    desk_.presence(user, reply(post_, std::move(answered), [user](const auto& presence) {
                       return presence ? ok(presence_json(*presence))
                                       : refused(calls::CommandResult::no_such_user, {}, {}, user);
                   }));
}

void PresenceResources::set(const Asked& asked, Answered answered) {
    const std::string user = asked.path[3];
    if (auto not_yours = refuse_order_for_user(asked, user)) return answered(*not_yours);
    if (!is_json(asked.request.content_type)) return answered(not_json());
    const auto wanted = presence_in(asked.request.body, user);
    if (!wanted) return answered(refusal(400, "bad_body", form));
    desk_.set_presence(*wanted, reply(post_, std::move(answered), [wanted = *wanted](auto result) {
        if (result == calls::CommandResult::done) return ok(presence_json(wanted));
        return refused(result, {}, {}, wanted.user);
    }));
}

}  // namespace layby::console
