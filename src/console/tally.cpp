#include "console/tally.hpp"

namespace layby::console {

/// From a look at the phone to a caller who was forgotten.
Tally::Lot::Lot() : waited({1, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800, 3600}) {}

void Tally::take(const calls::PastPark& park) {
    auto& lot = lots_.try_emplace(park.lot).first->second;
    for (std::size_t i = 0; i < outcomes.size(); ++i) lot.ended[i] += outcomes[i] == park.outcome ? 1 : 0;
    const bool moved = park.outcome != parking::Outcome::given_up;
    if (moved) lot.waited.note(std::chrono::duration<double>(park.lasted).count());
}

}  // namespace layby::console
