#include "calls/house/lately_left.hpp"

namespace layby::calls {
namespace {

/// As long as a dialog that has ended is still known by its name.
constexpr Duration remembered_for{5s};

}  // namespace

void LatelyLeft::remember(LeftPlace place) {
    while (!oldest_first_.empty() && oldest_first_.front().first + remembered_for < place.at) {
        places_.erase(oldest_first_.front().second);
        oldest_first_.pop_front();
    }
    oldest_first_.emplace_back(place.at, place.leg);
    places_.insert_or_assign(place.leg, std::move(place));
}

const LeftPlace* LatelyLeft::find(LegId leg, Instant now) const {
    const auto found = places_.find(leg);
    if (found == places_.end() || found->second.at + remembered_for < now) return nullptr;
    return &found->second;
}

}  // namespace layby::calls
