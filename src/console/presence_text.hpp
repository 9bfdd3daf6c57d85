// What users want done with their calls, as the API's JSON has it. Pure functions, console thread.
#pragma once
#include <optional>
#include <string>

#include "calls/presence.hpp"
#include "console/copy.hpp"

namespace layby::console {

/// {"user":"201","do_not_disturb":false,"forward":{"always":null,…}}
std::string presence_json(const calls::Presence& presence);
/// Of all who have said something.
std::string presences_json(const Copy& copy);
/// The same, written for `user`; what is missing is off. None when the text isn't such an object.
std::optional<calls::Presence> presence_in(const std::string& json, const std::string& user);

}  // namespace layby::console
