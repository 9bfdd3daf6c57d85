// Where the console is asked, and who may come in there.
#pragma once
#include <string>

#include "console/http_server.hpp"
#include "layby/server.hpp"

namespace layby::app {

console::Doors doors_of(const settings::Settings& settings, const FromState& state);
/// Of a tenant. `token` is the server's: its people may come in there, too.
console::Doors doors_of(const settings::Tenant& tenant, const FromState& state, const std::string& token);

}  // namespace layby::app
