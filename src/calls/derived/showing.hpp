// What a board is told at the end of a turn: the parked calls and legs that the turn has touched, as they are
// now. Plain data, owned by the board; signalling thread. A turn costs as much as it touches, never as much
// as there is.
#pragma once
#include <string>
#include <vector>

#include "calls/shown.hpp"

namespace layby::calls {

struct Board;

struct Showing {
    bool lots{true};               ///< there may be others than were told
    std::vector<ParkId> parks;     ///< look different, although nothing has touched them
    std::vector<Shown> elsewhere;  ///< at other nodes, in this turn
};

/// A reload has changed what the lot's callers are shown with.
void show_again(Board& board, const std::string& lot);

/// The end of a turn, before what it has touched is forgotten.
void show_changes(Board& board);

std::vector<Shown> everything_shown(const Board& board);

}  // namespace layby::calls
