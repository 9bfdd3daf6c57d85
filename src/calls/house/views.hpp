// What people and programs may ask of the switchboard, and whether it is in order. For boards, commands and
// tests, not for the path of a call. Signalling thread.
#pragma once
#include <string>
#include <vector>

#include "calls/switchboard.hpp"

namespace layby::calls {

struct Board;

std::vector<LotView> view_lots(const Board& board);
std::vector<CallView> view_calls(const Board& board);
CallView view_call(const Board& board, const Leg& leg);
Counters count_all(const Board& board);
bool is_consistent(const Board& board);
/// What a leg does has all that it needs for it, so that nobody waits for something that never comes.
bool leg_is_sound(const Board& board, const Leg& leg);

// commands.cpp
struct Meant {
    const std::string& lot;
    SlotNumber slot;
    ParkId only;  ///< none: whoever is there
};
CommandResult order_retrieve(Board& board, const Meant& meant, const RetrieveOrder& order);
CommandResult order_transfer(Board& board, const Meant& meant, const TransferOrder& order);
CommandResult order_transfer(Board& board, LegId transferee, const TransferOrder& order);
CommandResult order_release(Board& board, const Meant& meant);
CommandResult order_pin(Board& board, const Meant& meant, const std::string& pin);
CommandResult order_edit(Board& board, const Meant& meant, const ParkEdit& edit);
CommandResult order_ask_for_message(Board& board, const Meant& meant, const std::string& user);
CommandResult order_park(Board& board, LegId parkee, const Place& where);
CommandResult order_hang_up(Board& board, LegId id);

}  // namespace layby::calls
