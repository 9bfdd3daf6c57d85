// Refusals of what is asked about lots, slots and users. Pure functions.
#pragma once
#include <string>

#include "calls/switchboard.hpp"
#include "console/api/route.hpp"
#include "console/exchange.hpp"

namespace layby::console {

/// Of an account that may do nothing there.
Answer only_looks(const std::string& lot);
/// Whether this user's phone is the one of who asks.
bool is_own(const Asked& asked, const std::string& user);
/// What is this user's business, and of who minds the office, alone; none: it may be looked at, or done.
std::optional<Answer> refuse_look_at_user(const Asked& asked, const std::string& user);
std::optional<Answer> refuse_order_for_user(const Asked& asked, const std::string& user);
/// Whose phone may be made to call: another's could take a caller out of a lot on which the account may not
/// act.
std::optional<Answer> refuse_call_by(const Asked& asked, const std::string& user);
Answer bad_slot(const std::string& text);

/// The refusal that belongs to a result of the switchboard; `done` isn't one.
Answer refused(calls::CommandResult result, const std::string& lot, SlotNumber slot, const std::string& user);

}  // namespace layby::console
