// Somebody who watches everything and writes down what it is told. Being told twice the same, or of a call
// that never was, is a mistake.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "calls/watched.hpp"

namespace layby::world {

class FakeWatchers {
  public:
    void see(const calls::WatchedLots& seen) { known_lots = seen.lots; }
    void see(const calls::WatchedSlot& slot);
    void see(const calls::WatchedUser& user);
    void see(const calls::WatchedPresence& presence);
    void see(const calls::WatchedBox& box) { boxes[box.user] = box; }
    void see(const calls::WatchedHours& hours);

    /// "701 parked", "701 free", "201 busy", … since the last look, in order.
    std::vector<std::string> news();

    std::vector<calls::WatchedLot> known_lots;
    std::map<SlotNumber, calls::WatchedSlot> slots;   ///< those that are not free
    std::map<std::string, calls::WatchedUser> users;  ///< those that are not idle
    std::set<std::string> undisturbed;                ///< users
    std::set<std::string> closed;                     ///< codes of hours
    std::map<std::string, calls::WatchedBox> boxes;   ///< by user
    std::vector<std::string> mistakes;

  private:
    std::vector<std::string> news_;
};

}  // namespace layby::world
