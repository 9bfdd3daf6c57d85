// Users, groups and tenants as JSON. Pure; any thread.
#pragma once
#include <string>
#include <vector>

#include "calls/office.hpp"
#include "console/http_server.hpp"

namespace layby::console {

/// What others may know of them; each with the numbers of its groups.
std::string users_json(const std::vector<calls::User>& users, const std::vector<calls::Group>& groups);
std::string groups_json(const std::vector<calls::Group>& groups);
std::string tenants_json(const std::vector<TenantView>& tenants);

}  // namespace layby::console
