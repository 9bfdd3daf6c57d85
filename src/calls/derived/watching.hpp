// What watchers are told: which slots and users a turn has touched, and what they were told last. Plain data,
// owned by the board; signalling thread. A turn costs as much as it touches, never as much as there is.
#pragma once
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "calls/house/leg.hpp"
#include "calls/watched.hpp"
#include "parking/effects.hpp"
#include "parking/events.hpp"

namespace layby::calls {

struct User;

struct Watching {
    using Slot = std::pair<std::string, SlotNumber>;           ///< of a lot
    std::vector<Slot> slots;                                   ///< touched in this turn
    std::vector<std::string> users;                            ///< likewise
    std::unordered_map<std::string, std::vector<LegId>> legs;  ///< of each user that has any
    std::map<Slot, WatchedSlot> told_slots;                    ///< those that were not free
    std::unordered_map<std::string, WatchedUser> told_users;   ///< those that were not idle
    std::set<std::string> told_undisturbed;                    ///< users
    std::set<std::string> boxes;                               ///< of users, touched in this turn
    std::unordered_map<std::string, WatchedBox> told_boxes;    ///< those that were not empty
    std::set<std::string> told_closed;                         ///< codes of hours
};

void watch_lots(Board& board);

// A leg of a user comes, changes, goes.
void watch_leg(Board& board, const Leg& leg);
/// Whose call this leg is has more calls than it may, with this one.
bool too_many_calls(const Board& board, const Leg& leg);
/// Talks, waits or calls; a phone that only rings keeps nobody busy.
bool on_a_call(const Board& board, const std::string& user);
/// One more call of the user, or by the trunk, would be too many.
bool too_many_calls(const Board& board, const User& user);
bool too_many_calls(const Board& board, const std::string& trunk);
void touch(Board& board, const Leg& leg);
void unwatch_leg(Board& board, const Leg& leg);

// Whatever a lot is told or orders is about a slot that may look different now.
void touch(Board& board, const std::string& lot, const parking::Event& event);
void touch(Board& board, const std::string& lot, const parking::Effects& effects);

/// The end of a turn: what looks different is told, once.
void tell_watchers(Board& board);

}  // namespace layby::calls
