#include "media/port_pool.hpp"

namespace layby::media {
namespace {

std::size_t pairs_in(std::uint32_t first_even, std::uint32_t last) {
    return last > first_even ? (last - first_even + 1) / 2 : 0;
}

}  // namespace

PortPool::PortPool(std::uint16_t first, std::uint16_t last)
    : first_(static_cast<std::uint16_t>((first + 1U) & ~1U)), ring_(pairs_in((first + 1U) & ~1U, last) + 1) {
    ring_[none()] = {none(), none()};
    for (std::uint16_t place = 0; place < none(); ++place) link_last(place);
}

void PortPool::link_last(std::uint16_t place) {
    ring_[place] = {ring_[none()].before, none()};
    ring_[ring_[place].before].after = place;
    ring_[none()].before = place;
    ++free_;
}

void PortPool::unlink(std::uint16_t place) {
    const Links links = ring_[place];
    ring_[links.before].after = links.after;
    ring_[links.after].before = links.before;
    ring_[place] = {place, place};
    --free_;
}

std::optional<std::uint16_t> PortPool::take() {
    if (free_ == 0) return {};
    const std::uint16_t place = ring_[none()].after;
    unlink(place);
    return port_at(place);
}

bool PortPool::has(std::uint16_t port) const {
    return port >= first_ && port % 2 == 0 && place_of(port) < none();
}

bool PortPool::take(std::uint16_t port) {
    if (!has(port)) return true;
    if (!is_free(place_of(port))) return false;
    unlink(place_of(port));
    return true;
}

void PortPool::give_back(std::uint16_t port) {
    if (has(port) && !is_free(place_of(port))) link_last(place_of(port));
}

}  // namespace layby::media
