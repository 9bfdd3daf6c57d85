// Patterns of telephone numbers, as routes have them. Pure.
#pragma once
#include <string_view>

namespace layby::calls {

/// Whether a number fits a pattern of a route (see RouteOut).
bool matches(std::string_view pattern, std::string_view number);

}  // namespace layby::calls
