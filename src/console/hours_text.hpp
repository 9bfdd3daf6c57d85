// Hours that open and close, as the API's JSON has them. Pure functions, console thread.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "calls/hours.hpp"

namespace layby::console {

/// {"name":"office","open":true,"set":"clock",…}
std::string hours_json(const calls::HoursView& hours);
/// {"hours":[…]}
std::string all_hours_json(const std::vector<calls::HoursView>& all);
/// {"set":"closed","until_next_change":true}, for these hours. None when the text isn't such an object.
std::optional<calls::HoursOrder> hours_order_in(const std::string& json, const std::string& hours);

}  // namespace layby::console
