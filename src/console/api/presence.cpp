#include "console/api/presence.hpp"

#include <utility>

#include "console/api/refused.hpp"
#include "console/presence_text.hpp"

namespace layby::console {
namespace {

constexpr const char* form =
    R"(the body must be like {"do_not_disturb":false,"forward":{"always":"205","busy":null,)"
    R"("no_answer":"0171","no_answer_after_s":20,"unregistered":null}}, with 5 to 120 seconds)";

/// Where somebody's calls go is that one's business, and of who minds the office.
bool is_own(const Asked& asked, const std::string& user) {
    return !asked.guest.user.empty() && asked.guest.user == user;
}

bool may(const Asked& asked, const std::string& user) {
    return is_own(asked, user) || asked.guest.scope >= Scope::supervisor;
}

bool acts_nowhere(const Asked& asked) { return asked.guest.rights && asked.guest.rights->acts.empty(); }

Answer not_yours() {
    return refusal(403, "out_of_scope", "this needs the user's own account, or the scope supervisor");
}

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
    if (!may(asked, user)) return answered(not_yours());
    desk_.presence(user, reply(post_, std::move(answered), [user](const auto& presence) {
                       return presence ? ok(presence_json(*presence))
                                       : refused(calls::CommandResult::no_such_user, {}, {}, user);
                   }));
}

void PresenceResources::set(const Asked& asked, Answered answered) {
    const std::string user = asked.path[3];
    if (!may(asked, user)) return answered(not_yours());
    if (!is_own(asked, user) && acts_nowhere(asked)) return answered(only_looks({}));
    if (!is_json(asked.request.content_type)) return answered(not_json());
    const auto wanted = presence_in(asked.request.body, user);
    if (!wanted) return answered(refusal(400, "bad_body", form));
    desk_.set_presence(*wanted, reply(post_, std::move(answered), [wanted = *wanted](auto result) {
        if (result == calls::CommandResult::done) return ok(presence_json(wanted));
        return refused(result, {}, {}, wanted.user);
    }));
}

}  // namespace layby::console
