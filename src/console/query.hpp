// What a query asks of the history. Pure functions.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "console/exchange.hpp"
#include "console/past.hpp"

namespace layby::console {

/// The value of a name in the query of a target ("/x?a=1&b=%20"), percent-decoded; none when it isn't there.
/// Broken escapes stay as they are, and '+' is itself, as in a number.
std::optional<std::string> in_query(std::string_view target, std::string_view name);

/// "2026-11-22T20:54:24Z" (RFC 3339 in UTC), or "2026-11-22": its first moment.
std::optional<Wall> time_in(const std::string& text);

/// What is wanted; or why that can't be read. `outcomes`: the words for one.
std::variant<PastWanted, Answer> wanted_in(std::string_view target, std::span<const char* const> outcomes);

}  // namespace layby::console
