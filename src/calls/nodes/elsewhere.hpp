// Slots of other nodes: nobody is given them here, lamps and boards show them, and who dials one is led
// there. Plain data, owned by the board; signalling thread.
#pragma once
#include <map>
#include <set>
#include <string>
#include <utility>

#include "calls/facts.hpp"
#include "calls/house/leg.hpp"
#include "calls/plan/dial_plan.hpp"
#include "calls/shown.hpp"

namespace layby::calls {

struct Board;

/// By lot and slot. One that is only reserved looks free.
using Elsewhere = std::map<std::pair<std::string, SlotNumber>, WatchedSlot>;

std::set<SlotNumber> slots_elsewhere(const Board& board, const std::string& lot);
/// What a watcher sees of a slot in which nobody is here.
WatchedSlot look_elsewhere(const Board& board, const WatchedSlot& free);
ShownPark shown_elsewhere(const WatchedSlot& there);
/// Who waits at another node under this number, and nobody here. Null: nobody.
const WatchedSlot* found_elsewhere(const Board& board, const ToSlot& where);
/// A call from another node: what it wants is here, or nowhere.
bool is_of_node(const Board& board, const Leg& leg);
/// The retriever's call goes on to that node, where it retrieves as any other.
void retrieve_elsewhere(Board& board, Leg& leg, const WatchedSlot& there, ParkId expected);

}  // namespace layby::calls
