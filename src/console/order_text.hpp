// What the bodies of orders say. Pure functions; none: the body isn't as it must be.
#pragma once
#include <optional>
#include <string>

#include "calls/switchboard.hpp"

namespace layby::console {

/// {"note": "asks for Ann", "for_user": "202", "extend_s": 60}, each of them or all; null takes a note or a
/// user away. A note has at most 200 characters on one line, an extension is 1 to 3,600 s.
std::optional<calls::ParkEdit> edit_of(const std::string& json);

/// A note as a JSON value: text, or null for an empty one.
std::optional<std::string> note_of(const std::string& json);

/// {"lot": "main", "slot": 703}, each of them, both or none.
std::optional<calls::Place> place_of(const std::string& json);

/// {"to": "600"}: whom somebody is sent to.
std::optional<std::string> to_of(const std::string& json);

/// {"from": "201", "to": "202", "auto_answer": true}: whose phone is to call whom. Without "from" its user is
/// empty.
std::optional<calls::CallOrder> call_order_of(const std::string& json);

/// The id of a leg in a path.
std::optional<LegId> leg_of(const std::string& text);

}  // namespace layby::console
