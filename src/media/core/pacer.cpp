#include "media/core/pacer.hpp"

namespace layby::media {

std::size_t Pacer::emptiest(std::size_t current) const {
    std::size_t best = current;
    for (std::size_t back = 1; back < slots; ++back) {
        const std::size_t slot = (current + slots - back) % slots;
        if (members_[slot].size() < members_[best].size()) best = slot;
    }
    return best;
}

void Pacer::join(Place place, std::size_t current) {
    if (has(place)) return;
    if (where_.size() <= place) where_.resize(place + 1);
    const std::size_t slot = emptiest(current);
    where_[place] = {static_cast<std::uint8_t>(slot), static_cast<std::uint32_t>(members_[slot].size())};
    members_[slot].push_back(place);
}

void Pacer::leave(Place place) {
    if (!has(place)) return;
    const Where gone = where_[place];
    auto& members = members_[gone.slot];
    members[gone.position] = members.back();
    where_[members.back()].position = gone.position;
    members.pop_back();
    where_[place].slot = none;
}

std::size_t Pacer::idle_from(std::size_t slot) const {
    std::size_t idle = 0;
    while (idle < slots - 1 && members_[(slot + idle) % slots].empty()) ++idle;
    return idle;
}

}  // namespace layby::media
