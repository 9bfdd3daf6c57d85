// Whether a route's number pattern is well formed; whether a number fits it, calls::matches says. Pure.
#pragma once
#include <string_view>

namespace layby::settings {

/// Digits, `*`, `#`, `+`, `X` 0-9, `Z` 1-9, `N` 2-9, `[1-58]`; at the end `.` one or more of anything or `!`
/// none or more.
bool is_pattern(std::string_view pattern);

}  // namespace layby::settings
