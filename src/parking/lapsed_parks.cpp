#include "parking/lapsed_parks.hpp"

namespace layby::parking {
namespace {

/// A transfer may still use a consultation that ended up to 5 s ago; after a minute nobody comes any more.
constexpr Duration memory = std::chrono::minutes(1);

}  // namespace

void LapsedParks::remember(ParkId park, const Parker& parker, SlotNumber slot, Instant now) {
    forget_old(now);
    parks_[park] = {parker, slot, now};
    oldest_first_.emplace_back(now, park);
}

std::optional<LapsedPark> LapsedParks::take(ParkId park, Instant now) {
    forget_old(now);
    const auto known = parks_.find(park);
    if (known == parks_.end()) return {};
    std::optional<LapsedPark> lapsed = std::move(known->second);
    parks_.erase(known);
    return lapsed;
}

void LapsedParks::forget_old(Instant now) {
    while (!oldest_first_.empty() && oldest_first_.front().first + memory < now) {
        const auto [at, park] = oldest_first_.front();
        oldest_first_.pop_front();
        // The same park may have lapsed again since.
        if (const auto known = parks_.find(park); known != parks_.end() && known->second.at == at)
            parks_.erase(known);
    }
}

}  // namespace layby::parking
