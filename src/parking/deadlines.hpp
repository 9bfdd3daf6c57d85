// When the next thing is due: one entry per parked call that has a deadline, the earliest first. Owned by the
// lot. O(log n) to change, O(1) to ask.
#pragma once
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "words/ids.hpp"
#include "words/time.hpp"

namespace layby::parking {

class Deadlines {
  public:
    /// This call's next deadline, instead of the one it had; none: nothing is due for it.
    void set(ParkId park, std::optional<Instant> at);
    std::optional<Instant> of(ParkId park) const;

    std::optional<Instant> earliest() const;
    std::optional<ParkId> due(Instant now) const;  ///< the call whose deadline came first, if it has come
    std::size_t size() const { return by_time_.size(); }

  private:
    std::set<std::pair<Instant, ParkId>> by_time_;
    std::unordered_map<ParkId, Instant> by_park_;
};

}  // namespace layby::parking
