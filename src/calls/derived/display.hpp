// What each phone shows. As with what is heard, nobody orders it on the way: at the end of a turn it follows
// from whom a leg talks to or rings for, and who was told something else is told again. Plain data, owned by
// the board; signalling thread. A turn costs as much as it touches.
#pragma once
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "calls/house/leg.hpp"

namespace layby::calls {

struct Ring;

struct Display {
    std::unordered_map<LegId, Party> told;  ///< also by our answer, or as we called it
    /// Told while they rang, which not every phone can be: told again when they have answered.
    std::unordered_set<LegId> doubted;
};

/// None: whatever it has shown until now.
std::optional<Party> shows(const Board& board, const Leg& leg);
/// Whom the phones see that this ring rings.
Party shown_by(const Ring& ring);
/// Our INVITE or answer has told it.
void note_shown(Board& board, const Leg& leg, const Party& shown);
/// It has answered: what it was told while it rang may not have reached it.
void doubt_shown(Board& board, LegId leg);
/// After a restart the phones show what they showed before it.
void remember_shown(Board& board);

/// The end of a turn: who shall see something else does.
void let_see(Board& board);
/// The same for one that is about to do something else.
void let_see(Board& board, LegId leg);

}  // namespace layby::calls
