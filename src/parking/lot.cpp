#include "parking/lot.hpp"

#include <algorithm>
#include <utility>

#include "parking/inside.hpp"
#include "runtime/check.hpp"

namespace layby::parking {

Lot::Lot(LotRules rules, std::uint64_t seed) : inside_(std::make_unique<Inside>(std::move(rules), seed)) {}
Lot::Lot(Lot&&) noexcept = default;
Lot& Lot::operator=(Lot&&) noexcept = default;
Lot::~Lot() = default;

Effects Lot::handle(const Event& event, Instant now) {
    Turn turn = inside_->begin(now);
    inside_->touched.clear();
    std::visit([&](const auto& what) { inside_->on(what, turn); }, event);
    inside_->settle(turn);
    return std::move(turn.effects);
}

Effects Lot::expire(Instant now) {
    Turn turn = inside_->begin(now);
    inside_->touched.clear();
    while (const auto park = inside_->deadlines.due(turn.now)) {
        inside_->run_due(*inside_->find(*park, turn), turn);
        inside_->settle(turn);
    }
    return std::move(turn.effects);
}

std::optional<Instant> Lot::next_deadline() const { return inside_->deadlines.earliest(); }

const LotRules& Lot::rules() const { return inside_->rules; }

void Lot::change_rules(LotRules rules, std::set<SlotNumber> withheld) {
    std::erase_if(withheld,
                  [&](SlotNumber slot) { return !rules.has(slot) || inside_->by_slot.contains(slot); });
    inside_->withheld = std::move(withheld);
    auto taken = inside_->withheld;
    for (const auto& [slot, park] : inside_->by_slot) taken.insert(slot);
    inside_->slots.change_range(rules.first, rules.last, taken);
    inside_->rules = std::move(rules);
}

void Lot::withhold(SlotNumber slot) {
    if (!inside_->slots.is_free(slot)) return;
    inside_->slots.take(slot);
    inside_->withheld.insert(slot);
}

bool Lot::hand_back(SlotNumber slot, Instant now) {
    if (inside_->withheld.erase(slot) == 0) return false;
    inside_->slots.release(slot, {}, now);
    return true;
}

Effects Lot::hand_over(ParkId park, Instant now) {
    Turn turn = inside_->begin(now);
    inside_->touched.clear();
    inside_->hand_over(park, turn);
    inside_->settle(turn);
    return std::move(turn.effects);
}

void Lot::close(bool closed) { inside_->closed = closed; }

std::size_t Lot::occupied() const { return inside_->calls.size(); }

std::optional<ParkedCallView> Lot::at(SlotNumber slot) const {
    const ParkedCall* call = inside_->in(slot);
    if (!call) return {};
    return inside_->view(*call);
}

std::vector<ParkedCallView> Lot::parked() const {
    std::vector<ParkedCallView> views;
    views.reserve(inside_->by_slot.size());
    for (const auto& [slot, park] : inside_->by_slot) views.push_back(inside_->view(inside_->calls.at(park)));
    return views;
}

std::optional<ParkId> Lot::longest_waiting() const {
    if (inside_->in_line.empty()) return {};
    return inside_->in_line.begin()->second;
}

std::vector<SlotNumber> Lot::waiting(std::size_t most) const {
    std::vector<SlotNumber> slots;
    for (auto next = inside_->in_line.begin(); next != inside_->in_line.end() && slots.size() < most; ++next)
        slots.push_back(inside_->calls.at(next->second).slot);
    return slots;
}

bool Lot::consistent() const { return inside_->all_sound(); }

Lot::Inside::Inside(LotRules lot_rules, std::uint64_t seed)
    : rules(std::move(lot_rules)), slots(rules.first, rules.last, seed) {}

ParkedCall* Lot::Inside::find(ParkId park, Turn& turn) {
    turn.touched = park;
    const auto known = calls.find(park);
    return known == calls.end() ? nullptr : &known->second;
}

ParkedCall* Lot::Inside::find(SlotNumber slot, Turn& turn) {
    const auto known = by_slot.find(slot);
    return known == by_slot.end() ? nullptr : find(known->second, turn);
}

const ParkedCall* Lot::Inside::in(SlotNumber slot) const {
    const auto known = by_slot.find(slot);
    return known == by_slot.end() ? nullptr : &calls.at(known->second);
}

Turn Lot::Inside::begin(Instant now) {
    latest = std::max(latest, now);
    slots.end_quarantines(rules.quarantine, latest);
    return {latest};
}

void Lot::Inside::settle(const Turn& turn) {
    if (turn.touched) touched.push_back(turn.touched);
    if (const auto known = calls.find(turn.touched); known != calls.end()) {
        const ParkedCall& call = known->second;
        deadlines.set(call.park, next_due(call).at);
        if (waits(call.phase))
            in_line.insert({call.since, call.park});
        else
            in_line.erase({call.since, call.park});
#ifndef NDEBUG
        CHECK(sound(call));
#endif
    }
#ifndef NDEBUG
    CHECK(counts_agree());
#endif
}

}  // namespace layby::parking
