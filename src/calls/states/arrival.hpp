// Where a call leads that somebody has made, by a phone or by an order. Functions on the board; signalling
// thread.
#pragma once
#include "calls/house/leg.hpp"
#include "calls/plan/dial_plan.hpp"

namespace layby::calls {

/// What this number means to that user, who may be led to a caller in a slot that a reload took away.
Destination wanted_by_user(const Board& board, const User& user, const std::string& number);
/// An answered phone makes the call for which it was rung: as if its user had dialled. What parks, or changes
/// settings, is not for it.
void route_ordered(Board& board, Leg& phone, const Destination& to);

}  // namespace layby::calls
