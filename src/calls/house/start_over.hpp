// A turn in which a CHECK failed is undone: the board is made anew from what was kept before it, as after a
// restart, with everybody who was there. So a bug costs the one event that showed it. Signalling thread.
// Costs as much as there are calls.
#pragma once
#include <memory>
#include <vector>

#include "calls/facts.hpp"
#include "calls/orders.hpp"

namespace layby::calls {

struct Board;

/// The board as it was before this turn. `broken` has not kept the turn's changes yet.
std::unique_ptr<Board> start_over(Board& broken);
/// What a fact asks for is refused: who asked hears of it.
std::vector<Order> refusal_of(const Fact& fact);

}  // namespace layby::calls
