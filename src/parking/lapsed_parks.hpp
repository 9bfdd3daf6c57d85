// Parks whose reservation has lapsed. Their caller may still be moved (a transfer that crossed the end of its
// consultation), and then must not be lost. Remembered for a minute: as
// many as lapsed in it. Owned by the lot.
#pragma once
#include <deque>
#include <optional>
#include <unordered_map>

#include "parking/events.hpp"
#include "words/time.hpp"

namespace layby::parking {

struct LapsedPark {
    Parker parker;
    SlotNumber slot;
    Instant at;  ///< when it lapsed
};

class LapsedParks {
  public:
    void remember(ParkId park, const Parker& parker, SlotNumber slot, Instant now);
    std::optional<LapsedPark> take(ParkId park, Instant now);
    void forget(ParkId park) { parks_.erase(park); }

  private:
    void forget_old(Instant now);

    std::unordered_map<ParkId, LapsedPark> parks_;
    std::deque<std::pair<Instant, ParkId>> oldest_first_;
};

}  // namespace layby::parking
