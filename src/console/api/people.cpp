#include "console/api/people.hpp"

#include "console/people_text.hpp"

namespace layby::console {

Routes PeopleResources::routes() {
    using Self = PeopleResources;
    return {
        {"GET", {"api", "v1", "users"}, by(this, &Self::users), Scope::viewer, Reach::some_lots},
        {"GET", {"api", "v1", "groups"}, by(this, &Self::groups), Scope::viewer, Reach::some_lots},
        {"GET", {"api", "v1", "tenants"}, by(this, &Self::tenants), Scope::admin},
    };
}

void PeopleResources::users(const Asked&, Answered answered) {
    const auto office = desk_.office();
    answered(ok(users_json(office->users, office->groups)));
}

void PeopleResources::tenants(const Asked&, Answered answered) {
    answered(ok(tenants_json(desk_.tenants())));
}

void PeopleResources::groups(const Asked&, Answered answered) {
    answered(ok(groups_json(desk_.office()->groups)));
}

}  // namespace layby::console
