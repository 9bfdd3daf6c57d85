// Somebody who watches everything and writes down what it is told. Being told twice the same, or of a call
// that never was, is a mistake.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "calls/ports/watchers.hpp"

namespace layby::world {

class FakeWatchers final : public calls::Watchers {
  public:
    void lots_are(const std::vector<calls::WatchedLot>& lots) override { known_lots = lots; }
    void slot_is(const calls::WatchedSlot& slot) override;
    void user_is(const calls::WatchedUser& user) override;

    /// "701 parked", "701 free", "201 busy", … since the last look, in order.
    std::vector<std::string> news();

    std::vector<calls::WatchedLot> known_lots;
    std::map<SlotNumber, calls::WatchedSlot> slots;   ///< those that are not free
    std::map<std::string, calls::WatchedUser> users;  ///< those that are not idle
    std::vector<std::string> mistakes;

  private:
    std::vector<std::string> news_;
};

}  // namespace layby::world
