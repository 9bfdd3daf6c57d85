// Paths of the API, taken apart. Pure functions.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "words/ids.hpp"

namespace layby::console {

/// "/api/v1/lots/main?x=1" as {"api", "v1", "lots", "main"}, each percent-decoded (RFC 3986 section 2.1);
/// none when it isn't an absolute path or an escape is broken.
std::optional<std::vector<std::string>> segments(std::string_view target);

/// The value of `limit` in the query, else 100; none when it isn't a number from 1 to 1000.
std::optional<std::size_t> limit_in(std::string_view target);

/// A slot number as it is dialled; none for anything else ("", "007", "7a", more than 9 digits).
std::optional<SlotNumber> slot_number(std::string_view text);

/// An id in decimal; 0, which there is not, for what is none.
std::uint64_t id_in(std::string_view text);

/// The ETag of a parked call: "park-9", in quotes. It names the call, not its every state.
std::string etag_of(ParkId park);
/// The call that If-Match names; no call for "*" and for no such field. None when it is something else.
std::optional<ParkId> park_of(std::string_view if_match);

}  // namespace layby::console
