// Whether a route's number pattern is well formed; whether a number fits it, calls::matches says. Pure.
#pragma once
#include <string_view>

namespace layby::settings {

/// Digits, `*`, `#`, `+`, `X` 0-9, `Z` 1-9, `N` 2-9, `[1-58]`; at the end `.` one or more of anything or `!`
/// none or more.
bool is_pattern(std::string_view pattern);
inline constexpr auto pattern_form =
    "a pattern of digits, X, Z, N, [1-5] and at the end . or !, such as \"0Z.\"";

}  // namespace layby::settings
