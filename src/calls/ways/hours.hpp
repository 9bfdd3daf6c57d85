// Hours open and close: by the clock, by a code, by a board or a program. What asks for them goes elsewhere
// while they are closed; what rings already rings on. Functions on the board; signalling thread.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "calls/hours.hpp"
#include "calls/house/leg.hpp"
#include "calls/plan/dial_plan.hpp"
#include "calls/switchboard.hpp"

namespace layby::calls {

/// By hand, else by the clock. Hours that there are not are open.
bool is_open(const Board& board, const std::string& hours);
/// None: there are no such hours.
std::optional<HoursView> view_hours(const Board& board, const std::string& hours);
std::vector<HoursView> view_hours(const Board& board);

/// The hours of the settings, with what their clocks say now; what was set by hand stays for those that there
/// still are.
void take_over_hours(Board& board);
/// Whatever was due has opened or closed.
void expire_hours(Board& board);

/// A user dials the code: what is set by hand goes by the clock again, what goes by the clock changes. The
/// phone hears what holds now, and is hung up.
void change_hours(Board& board, Leg& leg, const ToHours& which);
CommandResult order_hours(Board& board, const HoursOrder& wanted);

}  // namespace layby::calls
