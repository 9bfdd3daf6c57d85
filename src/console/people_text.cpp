#include "console/people_text.hpp"

#include <unordered_map>

#include "console/json_parts.hpp"

namespace layby::console {
namespace {

const char* ring_word(calls::Group::Rings rings) {
    using Rings = calls::Group::Rings;
    if (rings == Rings::together) return "together";
    return rings == Rings::in_turn ? "in turn" : "longest idle";
}

Json shown_group(const calls::Group& group) {
    return {{"number", group.number},
            {"name", group.name},
            {"ring", ring_word(group.rings)},
            {"users", group.users},
            {"hours", or_null(group.hours)}};
}

}  // namespace

std::string users_json(const std::vector<calls::User>& users, const std::vector<calls::Group>& groups) {
    std::unordered_map<std::string, std::vector<std::string>> in;
    for (const auto& group : groups)
        for (const auto& user : group.users) in[user].push_back(group.number);
    return text({{"users", list(users, [&](const calls::User& user) -> Json {
                      return {{"user", user.name},
                              {"name", user.display},
                              {"message_box", user.box.there},
                              {"groups", in[user.name]}};
                  })}});
}

std::string groups_json(const std::vector<calls::Group>& groups) {
    return text({{"groups", list(groups, shown_group)}});
}

std::string tenants_json(const std::vector<TenantView>& tenants) {
    return text({{"tenants", list(tenants, [](const TenantView& tenant) -> Json {
                      return {{"name", tenant.name}, {"domain", tenant.domain}};
                  })}});
}

}  // namespace layby::console
