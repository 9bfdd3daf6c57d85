// Number patterns of routes, as far as the settings must know them: whether one is well formed, and whether a
// number would leave by it.
#pragma once
#include <string_view>

namespace layby::settings {

/// Digits, `*`, `#`, `+`, `X` 0-9, `Z` 1-9, `N` 2-9, `[1-58]`; at the end `.` one or more of anything or `!`
/// none or more.
bool is_pattern(std::string_view pattern);
bool matches(std::string_view pattern, std::string_view number);

}  // namespace layby::settings
