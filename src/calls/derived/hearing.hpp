// What each leg hears. Nobody orders it on the way: at the end of a turn it follows from what the leg does,
// and the engine is told where it is not what it was told last. So nobody can forget to switch the music on
// again. Plain data, owned by the board; signalling thread. A turn costs as much as it touches.
#pragma once
#include <optional>
#include <unordered_map>
#include <variant>

#include "calls/house/leg.hpp"

namespace layby::calls {

using Sound = std::variant<Quiet, PlayMusic, Say, Loop, Connect>;

struct Hearing {
    /// Of each leg that was told anything. Both of a bridge have it, each with the other.
    std::unordered_map<LegId, Sound> told;
};

/// None: whatever it has heard until now, in silence when that is over.
std::optional<Sound> hears(const Board& board, const Leg& leg);
/// What the engine was told is what they hear.
bool is_heard(const Board& board, const Leg& leg);

/// The end of a turn: who shall hear something else does.
void let_hear(Board& board);

}  // namespace layby::calls
