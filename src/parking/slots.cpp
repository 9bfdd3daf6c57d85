#include "parking/slots.hpp"

#include <algorithm>

namespace layby::parking {
namespace {

/// The next of a stream of random numbers (splitmix64): eight bytes of state, the same on every machine.
std::uint64_t next_random(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

}  // namespace

Slots::Slots(SlotNumber first, SlotNumber last, std::uint64_t seed)
    : first_(first), last_(last), ready_(count()), unused_(count()), random_(seed) {}

SlotNumber Slots::slot_at(std::size_t place) const {
    return {first_.value + static_cast<std::uint32_t>(place)};
}

bool Slots::is_free(SlotNumber slot) const {
    return exists(slot) && (ready_.has(place(slot)) || turns_.contains(slot));
}

bool Slots::in_quarantine(SlotNumber slot) const { return is_free(slot) && !ready_.has(place(slot)); }

bool Slots::was_parked_by(SlotNumber slot, const std::string& user) const {
    const auto turn = turns_.find(slot);
    return turn != turns_.end() && !user.empty() && releases_.at(turn->second).parker == user;
}

void Slots::end_quarantines(Duration quarantine, Instant now) {
    auto resting = releases_.lower_bound(rested_below_);
    for (; resting != releases_.end() && resting->second.at + quarantine <= now; ++resting) {
        ready_.add(place(resting->second.slot));
        rested_below_ = resting->first + 1;
    }
}

std::optional<SlotNumber> Slots::choose(SlotChoice choice) {
    if (free_count() == 0) return {};
    if (ready_.size() == 0) return releases_.begin()->second.slot;
    switch (choice) {
        case SlotChoice::first:
            return slot_at(ready_.nth(0));
        case SlotChoice::next:
            return next_after_last_given();
        case SlotChoice::least_recently_used:
            return least_recently_used();
        case SlotChoice::random:
            return random();
    }
    return {};
}

SlotNumber Slots::next_after_last_given() const {
    const bool from_start = !exists(last_given_);
    const auto next = ready_.first_from(from_start ? 0 : place(last_given_) + 1);
    return slot_at(next ? *next : ready_.nth(0));
}

/// Releases that are out of quarantine come before those that are not, so the first one is ready.
SlotNumber Slots::least_recently_used() const {
    return unused_.size() > 0 ? slot_at(unused_.nth(0)) : releases_.begin()->second.slot;
}

SlotNumber Slots::random() { return slot_at(ready_.nth(next_random(random_) % ready_.size())); }

std::optional<Release> Slots::take(SlotNumber slot) {
    last_given_ = slot;
    ready_.remove(place(slot));
    unused_.remove(place(slot));
    const auto turn = turns_.find(slot);
    if (turn == turns_.end()) return {};
    std::optional<Release> release = std::move(releases_.at(turn->second));
    releases_.erase(turn->second);
    turns_.erase(turn);
    return release;
}

void Slots::give_back(SlotNumber slot, const std::optional<Release>& before) {
    if (!exists(slot)) return;
    if (before) return put(*before);
    ready_.add(place(slot));
    unused_.add(place(slot));
}

void Slots::release(SlotNumber slot, const std::string& parker, Instant now) {
    if (exists(slot)) put({slot, now, parker, next_turn_++});
}

/// A lot that was out of the settings over a restart has counted anew since, so two turns may be the same.
void Slots::put(Release release) {
    if (releases_.contains(release.turn)) release.turn = next_turn_++;
    releases_[release.turn] = release;
    turns_[release.slot] = release.turn;
    if (release.turn < rested_below_) ready_.add(place(release.slot));
}

void Slots::change_range(SlotNumber first, SlotNumber last, const std::set<SlotNumber>& taken) {
    Slots changed(first, last, random_);
    changed.next_turn_ = next_turn_;
    changed.rested_below_ = rested_below_;
    for (const SlotNumber slot : taken)
        if (changed.exists(slot)) changed.take(slot);
    for (const auto& [turn, release] : releases_) {
        if (!changed.is_free(release.slot)) continue;
        changed.take(release.slot);
        changed.put(release);
    }
    changed.last_given_ = last_given_;
    *this = std::move(changed);
}

const Release* Slots::last_release(SlotNumber slot) const {
    const auto turn = turns_.find(slot);
    return turn == turns_.end() ? nullptr : &releases_.at(turn->second);
}

void Slots::restore(const Release& release) {
    number_after(release);
    if (!is_free(release.slot)) return;
    take(release.slot);
    put(release);
}

void Slots::number_after(const Release& release) { next_turn_ = std::max(next_turn_, release.turn + 1); }

bool Slots::consistent() const {
    if (releases_.size() != turns_.size()) return false;
    std::size_t rested = 0;
    for (const auto& [turn, release] : releases_) {
        const auto known = turns_.find(release.slot);
        if (known == turns_.end() || known->second != turn || !exists(release.slot)) return false;
        if (unused_.has(place(release.slot))) return false;
        if (ready_.has(place(release.slot)) != (turn < rested_below_)) return false;
        rested += turn < rested_below_ ? 1 : 0;
    }
    return ready_.size() == unused_.size() + rested && free_count() <= count();
}

}  // namespace layby::parking
