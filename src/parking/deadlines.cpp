#include "parking/deadlines.hpp"

namespace layby::parking {

void Deadlines::set(ParkId park, std::optional<Instant> at) {
    const auto known = by_park_.find(park);
    if (known != by_park_.end()) {
        if (at == known->second) return;
        by_time_.erase({known->second, park});
        by_park_.erase(known);
    }
    if (!at) return;
    by_time_.emplace(*at, park);
    by_park_.emplace(park, *at);
}

std::optional<Instant> Deadlines::of(ParkId park) const {
    const auto known = by_park_.find(park);
    if (known == by_park_.end()) return {};
    return known->second;
}

std::optional<Instant> Deadlines::earliest() const {
    if (by_time_.empty()) return {};
    return by_time_.begin()->first;
}

std::optional<ParkId> Deadlines::due(Instant now) const {
    if (by_time_.empty() || by_time_.begin()->first > now) return {};
    return by_time_.begin()->second;
}

}  // namespace layby::parking
