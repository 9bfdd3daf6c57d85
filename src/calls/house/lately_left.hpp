// Who has just hung up in its slot. A transfer may have been under way: the INVITE that was to take its place
// can come after its BYE, and then finds the slot that its parker was told. As many as left within that time.
// Owned by the board; signalling thread.
#pragma once
#include <deque>
#include <optional>
#include <unordered_map>

#include "calls/ways/park.hpp"

namespace layby::calls {

struct LeftPlace {
    LegId leg;
    Origin from;
    Park::Way way{};
    std::string lot;
    SlotNumber slot;
    parking::Parker parker;
    std::string for_user;
    std::string pin;  ///< never logged
    Instant at;
};

class LatelyLeft {
  public:
    void remember(LeftPlace place);
    const LeftPlace* find(LegId leg, Instant now) const;
    void forget(LegId leg) { places_.erase(leg); }

  private:
    std::unordered_map<LegId, LeftPlace> places_;
    std::deque<std::pair<Instant, LegId>> oldest_first_;
};

}  // namespace layby::calls
