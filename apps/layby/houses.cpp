#include "layby/houses.hpp"

#include <algorithm>

namespace layby::app {
House& Houses::add(std::unique_ptr<House> house) {
    all_.push_back(std::move(house));
    return *all_.back();
}

House* Houses::find(const std::string& tenant) {
    const auto found = std::ranges::find(all_, tenant, [](const auto& house) { return house->tenant(); });
    return found == all_.end() ? nullptr : found->get();
}

void Houses::mind(House& house) {
    if (touched_.empty() || touched_.back() != &house) touched_.push_back(&house);
    const auto next = house.next_deadline();
    const auto known = due_.find(&house);
    if (known != due_.end()) {
        if (next && known->second == *next) return;
        by_due_.erase({known->second, &house});
        due_.erase(known);
    }
    if (!next) return;
    due_[&house] = *next;
    by_due_.emplace(*next, &house);
}

std::optional<Instant> Houses::next_deadline() const {
    return by_due_.empty() ? std::nullopt : std::optional(by_due_.begin()->first);
}

void Houses::expire(Instant now) {
    std::vector<House*> due;
    for (const auto& [when, house] : by_due_) {
        if (when > now) break;
        due.push_back(house);
    }
    for (auto* house : due) {
        house->expire();
        mind(*house);
    }
}

calls::Counters Houses::counters() const {
    calls::Counters out;
    for (const auto& house : all_) out += house->switchboard().counters();
    return out;
}

void Houses::drain(bool draining) {
    for (const auto& house : all_) house->switchboard().drain(draining);
}

void Houses::close_lots(bool closed) {
    for (const auto& house : all_) house->switchboard().close_lots(closed);
}

void Houses::leave() {
    for (auto* house : std::exchange(touched_, {})) house->turns().leave();
}

}  // namespace layby::app
