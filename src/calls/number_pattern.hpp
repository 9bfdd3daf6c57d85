// Patterns of telephone numbers, as routes have them. Pure.
#pragma once
#include <string>
#include <string_view>

namespace layby::calls {

/// Without what is written into numbers to read them better (RFC 3966 section 3, "visual-separator"), and
/// blanks.
std::string without_separators(std::string_view number);

/// Whether a number fits a pattern of a route (see RouteOut).
bool matches(std::string_view pattern, std::string_view number);
/// Whether a number that fits may begin with `lead`.
bool may_begin(std::string_view pattern, std::string_view lead);

}  // namespace layby::calls
