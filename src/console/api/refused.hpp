// Refusals of what is asked about lots and slots. Pure functions.
#pragma once
#include <string>

#include "calls/switchboard.hpp"
#include "console/exchange.hpp"

namespace layby::console {

/// Of an account that may do nothing there.
Answer only_looks(const std::string& lot);
Answer bad_slot(const std::string& text);

/// The refusal that belongs to a result of the switchboard; `done` isn't one.
Answer refused(calls::CommandResult result, const std::string& lot, SlotNumber slot, const std::string& user);

}  // namespace layby::console
