#include "sip/lamps/lamp_table.hpp"

#include <charconv>

namespace layby::sip {

using calls::WatchedLot;
using calls::WatchedSlot;
using calls::WatchedUser;

std::vector<Topic> LampTable::slot_is(const WatchedSlot& slot) {
    const auto known = slots_.find(slot.slot);
    const bool was_taken = known != slots_.end();
    // Somebody answers it: within a moment it is free, or as it was. A lamp needn't flicker for that.
    if (was_taken && slot.state == WatchedSlot::State::retrieving && known->second.park == slot.park)
        return {};
    if (was_taken ? known->second == slot : slot.state == WatchedSlot::State::free) return {};
    std::set<std::string> users{slot.for_user};
    if (was_taken) {
        users.insert(known->second.for_user);
        unindex(known->second);
        slots_.erase(known);
    }
    if (slot.state != WatchedSlot::State::free) index(slot);
    std::vector<Topic> changed{{Topic::Kind::slot, {}, slot.slot}, {Topic::Kind::lot, slot.lot, slot.slot}};
    for (const auto& user : users)
        if (!user.empty()) changed.push_back({Topic::Kind::parked_for, user, slot.slot});
    return changed;
}

void LampTable::index(const WatchedSlot& slot) {
    slots_[slot.slot] = slot;
    by_lot_[slot.lot].insert(slot.slot);
    if (!slot.for_user.empty()) for_user_[slot.for_user].insert(slot.slot);
}

void LampTable::unindex(const WatchedSlot& slot) {
    unindex(by_lot_, slot.lot, slot.slot);
    unindex(for_user_, slot.for_user, slot.slot);
}

void LampTable::unindex(Index& index, const std::string& name, SlotNumber slot) {
    const auto theirs = index.find(name);
    if (theirs == index.end()) return;
    theirs->second.erase(slot);
    if (theirs->second.empty()) index.erase(theirs);
}

std::vector<Topic> LampTable::user_is(const WatchedUser& user) {
    if (user == this->user(user.user)) return {};
    if (user.state == WatchedUser::State::idle)
        users_.erase(user.user);
    else
        users_[user.user] = user;
    return {{Topic::Kind::user, user.user, {}}};
}

std::vector<Topic> LampTable::presence_is(const calls::WatchedPresence& presence) {
    const auto& [user, undisturbed] = presence;
    const bool news = undisturbed ? undisturbed_.insert(user).second : undisturbed_.erase(user) != 0;
    if (!news) return {};
    return {{Topic::Kind::do_not_disturb, user, {}}};
}

calls::WatchedBox LampTable::box(const std::string& user) const {
    const auto found = boxes_.find(user);
    return found == boxes_.end() ? calls::WatchedBox{user} : found->second;
}

std::vector<Topic> LampTable::box_is(const calls::WatchedBox& box) {
    if (box == this->box(box.user)) return {};
    boxes_.insert_or_assign(box.user, box);
    if (box.fresh + box.heard == 0) boxes_.erase(box.user);
    return {{Topic::Kind::parked_for, box.user, {}}};
}

std::vector<Topic> LampTable::hours_are(const calls::WatchedHours& hours) {
    const auto& [code, closed] = hours;
    const bool news = closed ? closed_.insert(code).second : closed_.erase(code) != 0;
    if (!news) return {};
    return {{Topic::Kind::hours, code, {}}};
}

const std::string* LampTable::hours_with(const std::string& code) const {
    const auto found = hours_.find(code);
    return found == hours_.end() ? nullptr : &found->second;
}

std::optional<std::string> LampTable::undisturbed_by(const std::string& number) const {
    if (do_not_disturb_.empty() || !number.starts_with(do_not_disturb_)) return {};
    return number.substr(do_not_disturb_.size());
}

const WatchedLot* LampTable::lot_of(SlotNumber slot) const {
    for (const auto& lot : lots_)
        if (slot >= lot.first && slot <= lot.last) return &lot;
    return nullptr;
}

const WatchedLot* LampTable::lot_called(const std::string& number) const {
    for (const auto& lot : lots_)
        if (lot.name == number || (lot.park_number == number && !number.empty())) return &lot;
    return nullptr;
}

const WatchedLot* LampTable::lot_named(const std::string& name) const {
    for (const auto& lot : lots_)
        if (lot.name == name) return &lot;
    return nullptr;
}

const WatchedSlot* LampTable::taken(SlotNumber slot) const {
    const auto found = slots_.find(slot);
    return found == slots_.end() ? nullptr : &found->second;
}

std::vector<SlotNumber> LampTable::taken_in(const std::string& lot) const {
    const auto found = by_lot_.find(lot);
    if (found == by_lot_.end()) return {};
    return {found->second.begin(), found->second.end()};
}

WatchedUser LampTable::user(const std::string& name) const {
    const auto found = users_.find(name);
    return found == users_.end() ? WatchedUser{name, WatchedUser::State::idle, {}, {}} : found->second;
}

std::vector<const WatchedSlot*> LampTable::parked_for(const std::string& user) const {
    std::vector<const WatchedSlot*> calls;
    const auto found = for_user_.find(user);
    if (found == for_user_.end()) return calls;
    for (const auto slot : found->second) calls.push_back(taken(slot));
    return calls;
}

std::optional<SlotNumber> slot_in(const std::string& text) {
    SlotNumber slot;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, slot.value);
    if (error != std::errc{} || stop != end || slot.text() != text) return {};
    return slot;
}

}  // namespace layby::sip
