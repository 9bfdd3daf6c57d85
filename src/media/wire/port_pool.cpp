#include "media/wire/port_pool.hpp"

#include <utility>

namespace layby::media {
namespace {

std::size_t pairs_in(std::uint32_t first_even, std::uint32_t last) {
    return last > first_even ? (last - first_even + 1) / 2 : 0;
}

}  // namespace

PortPool::PortPool(std::uint16_t first, std::uint16_t last, Random random)
    : first_(static_cast<std::uint16_t>((first + 1U) & ~1U)),
      random_(std::move(random)),
      places_(pairs_in((first + 1U) & ~1U, last) + 1) {
    places_[none()] = {State::resting, none(), none(), 0};
    ready_.reserve(none());
    for (std::uint16_t place = 0; place < none(); ++place) make_ready(place);
}

void PortPool::make_ready(std::uint16_t place) {
    places_[place].state = State::ready;
    places_[place].at = static_cast<std::uint16_t>(ready_.size());
    ready_.push_back(place);
}

/// The last ready one takes its position.
void PortPool::draw(std::uint16_t place) {
    const std::uint16_t at = places_[place].at, last = ready_.back();
    ready_[at] = last;
    places_[last].at = at;
    ready_.pop_back();
    places_[place].state = State::taken;
}

void PortPool::lay_down(std::uint16_t place) {
    const std::uint16_t last = places_[none()].before;
    places_[place] = {State::resting, last, none(), 0};
    places_[last].after = place;
    places_[none()].before = place;
    ++resting_;
}

void PortPool::wake(std::uint16_t place) {
    const Place links = places_[place];
    places_[links.before].after = links.after;
    places_[links.after].before = links.before;
    places_[place].state = State::taken;
    --resting_;
}

void PortPool::wake_some() {
    while (resting_ > ready_.size()) {
        const std::uint16_t oldest = places_[none()].after;
        wake(oldest);
        make_ready(oldest);
    }
}

std::optional<std::uint16_t> PortPool::take() {
    wake_some();
    if (ready_.empty()) return {};
    const std::uint16_t place = ready_[random_() % ready_.size()];
    draw(place);
    return port_at(place);
}

bool PortPool::has(std::uint16_t port) const {
    return port >= first_ && port % 2 == 0 && place_of(port) < none();
}

bool PortPool::take(std::uint16_t port) {
    if (!has(port)) return true;
    const std::uint16_t place = place_of(port);
    if (places_[place].state == State::taken) return false;
    places_[place].state == State::ready ? draw(place) : wake(place);
    return true;
}

void PortPool::give_back(std::uint16_t port) {
    if (!has(port) || places_[place_of(port)].state != State::taken) return;
    lay_down(place_of(port));
    wake_some();
}

}  // namespace layby::media
