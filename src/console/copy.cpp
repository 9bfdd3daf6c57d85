#include "console/copy.hpp"

#include <algorithm>

namespace layby::console {

bool Copy::take(const calls::Shown& change) {
    return std::visit([this](const auto& what) { return on(what); }, change);
}

bool Copy::on(const calls::ShownLots& now) {
    if (lots_ == now.lots) return false;
    lots_ = now.lots;
    return true;
}

bool Copy::on(const calls::ShownPark& now) {
    const auto before = parks_.find(now.call.park);
    if (before != parks_.end()) {
        if (before->second == now) return false;
        leave_slot(before->second);
    }
    in_slots_[now.lot][now.call.slot] = now.call.park;
    parks_.insert_or_assign(now.call.park, now);
    return true;
}

bool Copy::on(const calls::ParkOver& over) {
    const auto before = parks_.find(over.park);
    if (before == parks_.end()) return false;
    leave_slot(before->second);
    parks_.erase(before);
    return true;
}

/// Unless somebody else has got the slot within the same turn.
void Copy::leave_slot(const calls::ShownPark& park) {
    const auto lot = in_slots_.find(park.lot);
    if (lot == in_slots_.end()) return;
    const auto slot = lot->second.find(park.call.slot);
    if (slot == lot->second.end() || slot->second != park.call.park) return;
    lot->second.erase(slot);
    if (lot->second.empty()) in_slots_.erase(lot);
}

/// A leg has the trunk and the direction that it had at first.
bool Copy::on(const calls::CallView& now) {
    const auto [known, is_new] = calls_.try_emplace(now.leg, now);
    if (is_new) count(now, true);
    if (is_new) return true;
    if (known->second == now) return false;
    known->second = now;
    return true;
}

bool Copy::on(const calls::CallOver& over) {
    const auto known = calls_.find(over.leg);
    if (known == calls_.end()) return false;
    count(known->second, false);
    calls_.erase(known);
    return true;
}

void Copy::count(const calls::CallView& call, bool begins) {
    if (call.trunk.empty()) return;
    auto& calls = trunk_calls_[call.trunk];
    auto& side = call.inbound ? calls.in : calls.out;
    side = begins ? side + 1 : side - 1;
    busier_trunks_.push_back(call.trunk);
    if (calls == TrunkCalls{}) trunk_calls_.erase(call.trunk);
}

bool Copy::on(const calls::Presence& now) {
    if (calls::at_rest(now)) return presences_.erase(now.user) != 0;
    const auto before = presences_.find(now.user);
    if (before != presences_.end() && before->second == now) return false;
    presences_.insert_or_assign(now.user, now);
    return true;
}

bool Copy::on(const calls::Task& now) {
    const auto before = tasks_.find(now.id);
    if (before != tasks_.end() && before->second == now) return false;
    tasks_.insert_or_assign(now.id, now);
    return true;
}

bool Copy::on(const calls::TaskOver& over) { return tasks_.erase(over.task) != 0; }

bool Copy::on(const calls::Message& now) {
    const auto before = messages_.find(now.id);
    if (before != messages_.end() && before->second == now) return false;
    messages_.insert_or_assign(now.id, now);
    return true;
}

bool Copy::on(const calls::MessageOver& over) { return messages_.erase(over.message) != 0; }

const calls::Message* Copy::message(MessageId id) const {
    const auto found = messages_.find(id);
    return found == messages_.end() ? nullptr : &found->second;
}

std::vector<const calls::Message*> Copy::messages_in(const std::string& box) const {
    std::vector<const calls::Message*> out;
    for (const auto& [id, message] : messages_)
        if (box.empty() || message.box == box) out.push_back(&message);
    std::ranges::sort(out, [](const calls::Message* one, const calls::Message* other) {
        if (one->state != other->state) return one->state < other->state;
        return one->at > other->at;
    });
    return out;
}

const calls::Task* Copy::task(calls::TaskId id) const {
    const auto found = tasks_.find(id);
    return found == tasks_.end() ? nullptr : &found->second;
}

namespace {

bool alike(const Registration& one, const Registration& other) {
    return one.contact == other.contact && one.user_agent == other.user_agent &&
           one.reachable == other.reachable && one.answers == other.answers;
}

}  // namespace

bool Copy::take(const UserPhones& now) {
    const auto before = phones_.find(now.user);
    const bool known = before != phones_.end();
    const bool news = known ? !std::ranges::equal(before->second, now.phones, alike) : !now.phones.empty();
    if (now.phones.empty())
        phones_.erase(now.user);
    else
        phones_.insert_or_assign(now.user, now.phones);
    return news;
}

TrunkCalls Copy::calls_of_trunk(const std::string& trunk) const {
    const auto found = trunk_calls_.find(trunk);
    return found == trunk_calls_.end() ? TrunkCalls{} : found->second;
}

ShownTrunks Copy::shown_trunks() const {
    ShownTrunks out;
    for (const auto& trunk : trunks_) out.push_back({trunk, calls_of_trunk(trunk.name)});
    return out;
}

std::optional<ShownTrunk> Copy::shown_trunk(const std::string& name) const {
    const auto found = std::ranges::find(trunks_, name, &Trunk::name);
    return found == trunks_.end() ? std::nullopt : std::optional(ShownTrunk{*found, calls_of_trunk(name)});
}

const calls::ShownPark* Copy::park(ParkId id) const {
    const auto found = parks_.find(id);
    return found == parks_.end() ? nullptr : &found->second;
}

const calls::LotShape* Copy::lot(const std::string& name) const {
    const auto found = std::ranges::find(lots_, name, &calls::LotShape::name);
    return found == lots_.end() ? nullptr : &*found;
}

std::vector<const calls::ShownPark*> Copy::parked_in(const std::string& lot) const {
    std::vector<const calls::ShownPark*> out;
    const auto slots = in_slots_.find(lot);
    if (slots == in_slots_.end()) return out;
    for (const auto& [slot, park] : slots->second) out.push_back(&parks_.at(park));
    return out;
}

std::size_t Copy::count_in(const std::string& lot) const {
    const auto slots = in_slots_.find(lot);
    return slots == in_slots_.end() ? 0 : slots->second.size();
}

const calls::ShownPark* Copy::parked_at(const std::string& lot, SlotNumber slot) const {
    const auto slots = in_slots_.find(lot);
    if (slots == in_slots_.end()) return nullptr;
    const auto park = slots->second.find(slot);
    return park == slots->second.end() ? nullptr : &parks_.at(park->second);
}

std::vector<calls::LotView> Copy::lot_views() const {
    std::vector<calls::LotView> out;
    for (const auto& shape : lots_) {
        calls::LotView view{shape.name, shape.park_number, shape.first, shape.last, {}, {}};
        for (const auto* park : parked_in(shape.name)) {
            view.parked.push_back(park->call);
            if (park->locked) view.locked.insert(park->call.park);
        }
        out.push_back(std::move(view));
    }
    return out;
}

std::vector<calls::CallView> Copy::call_views() const {
    std::vector<calls::CallView> out;
    for (const auto& [leg, call] : calls_) out.push_back(call);
    return out;
}

}  // namespace layby::console
