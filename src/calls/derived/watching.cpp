#include "calls/derived/watching.hpp"

#include <algorithm>

#include "calls/house/board.hpp"
#include "calls/ways/hours.hpp"

namespace layby::calls {
namespace {

void touch_slot(Board& board, const std::string& lot, SlotNumber slot) {
    if (slot.value != 0) board.watching.slots.emplace_back(lot, slot);
}

/// An event or effect names its slot, its park, or both.
template <class What>
void touch_what(Board& board, const std::string& lot, const What& what) {
    if constexpr (requires { SlotNumber{what.slot}; }) touch_slot(board, lot, what.slot);
    if constexpr (requires { ParkId{what.park}; })
        if (const Park* park = board.parks.find(what.park)) touch_slot(board, lot, park->slot);
}

WatchedSlot::State watched_state(parking::Phase phase) {
    switch (phase) {
        case parking::Phase::reserved:
            return WatchedSlot::State::free;
        case parking::Phase::waiting:
            return WatchedSlot::State::parked;
        case parking::Phase::ringing:
            return WatchedSlot::State::ringing;
        case parking::Phase::retrieving:
            return WatchedSlot::State::retrieving;
    }
    return WatchedSlot::State::free;
}

WatchedSlot look(const Board& board, const std::string& lot, SlotNumber slot) {
    WatchedSlot seen;
    seen.lot = lot;
    seen.slot = slot;
    const auto desk = board.lots.find(lot);
    const auto parked = desk == board.lots.end() ? std::nullopt : desk->second.lot.at(slot);
    if (!parked) return look_elsewhere(board, seen);
    if (parked->phase == parking::Phase::reserved) return seen;
    seen.state = watched_state(parked->phase);
    seen.park = parked->park;
    seen.caller = parked->caller;
    seen.parker = parked->parker.shown;
    seen.for_user = parked->for_user.empty() ? parked->parker.user : parked->for_user;  // as *88 finds it
    seen.since = parked->since;
    return seen;
}

/// A leg that only waits for its BYE keeps nobody busy.
WatchedUser::State user_state_of(const Leg& leg) {
    if (leg.gone || leg.doing == Doing::leaving) return WatchedUser::State::idle;
    return leg.inbound || leg.answered ? WatchedUser::State::busy : WatchedUser::State::ringing;
}

Party other_party(const Board& board, const Leg& leg) {
    if (const Leg* other = find(board, leg.with)) return other->party;
    const Ring* ring = board.rings.find(leg.ring);
    if (!ring) return {};
    return ring->waiting == leg.id ? ring->shown : ring->caller;
}

WatchedUser look(const Board& board, const std::string& user) {
    WatchedUser seen;
    seen.user = user;
    const auto legs = board.watching.legs.find(user);
    if (legs == board.watching.legs.end()) return seen;
    for (const LegId id : legs->second) {
        const Leg& leg = *board.legs.find(id);
        if (user_state_of(leg) <= seen.state) continue;
        seen.state = user_state_of(leg);
        seen.with = other_party(board, leg);
        seen.rings = seen.state == WatchedUser::State::ringing ? leg.id : LegId{};
    }
    return seen;
}

/// What is free or idle need not be remembered.
template <class Table, class Key, class Seen>
bool is_news(Table& told, const Key& key, const Seen& seen) {
    const auto before = told.find(key);
    const bool was_told = before != told.end();
    const bool rests = seen.state == typename Seen::State{};
    if (was_told ? before->second == seen : rests) return false;
    if (rests)
        told.erase(before);
    else
        told.insert_or_assign(key, seen);
    return true;
}

template <class Keys>
Keys each_once(Keys& touched) {
    Keys keys = std::exchange(touched, {});
    keep_each_once(keys);
    return keys;
}

}  // namespace

void watch_lots(Board& board) {
    std::vector<WatchedLot> lots;
    for (const LotNumbers& numbers : board.office.lots)
        lots.push_back({numbers.rules.name, numbers.park_number, numbers.rules.first, numbers.rules.last});
    WatchedLots seen{std::move(lots), board.office.codes.do_not_disturb};
    for (const Hours& hours : board.office.hours)
        if (!hours.code.empty()) seen.hours[hours.code] = hours.name;
    board.turn.watched.emplace_back(std::move(seen));
}

namespace {

std::size_t calls_of(const Board& board, const std::string& trunk) {
    const auto found = board.trunk_legs.find(trunk);
    return found == board.trunk_legs.end() ? 0 : found->second;
}

std::size_t legs_of(const Board& board, const std::string& user) {
    const auto found = board.watching.legs.find(user);
    return found == board.watching.legs.end() ? 0 : found->second.size();
}

}  // namespace

bool too_many_calls(const Board& board, const Leg& leg) {
    if (!leg.is_user()) {
        const Trunk* trunk = board.plan.trunk(leg.from.name);
        return trunk && trunk->max_calls != 0 && calls_of(board, trunk->name) > trunk->max_calls;
    }
    const User* user = board.plan.user(leg.from.name);
    return user && user->max_calls != 0 && legs_of(board, user->name) > user->max_calls;
}

bool too_many_calls(const Board& board, const User& user) {
    return user.max_calls != 0 && legs_of(board, user.name) >= user.max_calls;
}

bool too_many_calls(const Board& board, const std::string& name) {
    const Trunk* trunk = board.plan.trunk(name);
    return trunk && trunk->max_calls != 0 && calls_of(board, name) >= trunk->max_calls;
}

bool on_a_call(const Board& board, const std::string& user) {
    return look(board, user).state == WatchedUser::State::busy;
}

void watch_leg(Board& board, const Leg& leg) {
    watch_payer(board.outside, leg.payer);
    if (!leg.is_user()) ++board.trunk_legs[leg.from.name];
    if (!leg.is_user()) return;
    board.watching.legs[leg.user()].push_back(leg.id);
    touch(board, leg);
}

void touch(Board& board, const Leg& leg) {
    if (leg.is_user()) board.watching.users.push_back(leg.user());
}

void unwatch_leg(Board& board, const Leg& leg) {
    unwatch_payer(board.outside, leg.payer);
    if (!leg.is_user()) {
        const auto found = board.trunk_legs.find(leg.from.name);
        if (found != board.trunk_legs.end() && --found->second == 0) board.trunk_legs.erase(found);
        return;
    }
    const auto legs = board.watching.legs.find(leg.user());
    if (legs == board.watching.legs.end()) return;
    std::erase(legs->second, leg.id);
    if (leg.answered) board.idle_since[leg.user()] = board.now;
    if (legs->second.empty()) board.watching.legs.erase(legs);
    touch(board, leg);
}

void touch(Board& board, const std::string& lot, const parking::Event& event) {
    std::visit([&](const auto& what) { touch_what(board, lot, what); }, event);
}

void touch(Board& board, const std::string& lot, const parking::Effects& effects) {
    for (const parking::Effect& effect : effects)
        std::visit([&](const auto& what) { touch_what(board, lot, what); }, effect);
}

namespace {

/// Slots that came free are told first: one number may have gone from a lot that is closing to another lot
/// in this very turn, and a watcher sees the number alone.
void tell_slots(Board& board) {
    std::vector<WatchedSlot> taken;
    for (const auto& slot : each_once(board.watching.slots)) {
        const WatchedSlot seen = look(board, slot.first, slot.second);
        if (!is_news(board.watching.told_slots, slot, seen)) continue;
        if (seen.state == WatchedSlot::State::free)
            board.turn.watched.emplace_back(seen);
        else
            taken.push_back(seen);
    }
    board.turn.watched.insert(board.turn.watched.end(), taken.begin(), taken.end());
}

void tell_presences(Board& board) {
    auto& told = board.watching.told_undisturbed;
    for (const std::string& user : board.presences.touched()) {
        const Presence* presence = board.presences.find(user);
        const bool undisturbed = presence && presence->do_not_disturb;
        const bool news = undisturbed ? told.insert(user).second : told.erase(user) != 0;
        if (news) board.turn.watched.emplace_back(WatchedPresence{user, undisturbed});
    }
}

WatchedBox box_of(const Board& board, const std::string& user) {
    WatchedBox seen{user};
    const auto box = board.message_book.boxes.find(user);
    if (box == board.message_book.boxes.end()) return seen;
    for (const auto& [at, id] : box->second) {
        const Message* message = board.messages.find(id);
        seen.fresh += message && message->state == Message::State::fresh ? 1 : 0;
        seen.heard += message && message->state == Message::State::heard ? 1 : 0;
    }
    return seen;
}

void tell_boxes(Board& board) {
    auto& told = board.watching.told_boxes;
    for (const std::string& user : std::exchange(board.watching.boxes, {})) {
        const WatchedBox seen = box_of(board, user);
        const auto before = told.find(user);
        if ((before == told.end() ? WatchedBox{user} : before->second) == seen) continue;
        told.insert_or_assign(user, seen);
        if (seen == WatchedBox{user}) told.erase(user);
        board.turn.watched.emplace_back(seen);
    }
}

std::set<std::string> closed_codes(const Board& board) {
    std::set<std::string> closed;
    for (const auto& [name, entry] : board.timetable.entries)
        if (!entry.hours.code.empty() && !is_open(board, name)) closed.insert(entry.hours.code);
    return closed;
}

void tell_hours(Board& board) {
    if (!std::exchange(board.timetable.touched, false) && board.hand_set.touched().empty()) return;
    auto closed = closed_codes(board);
    for (const std::string& code : std::exchange(board.watching.told_closed, closed))
        if (closed.erase(code) == 0) board.turn.watched.emplace_back(WatchedHours{code, false});
    for (const std::string& code : closed) board.turn.watched.emplace_back(WatchedHours{code, true});
}

}  // namespace

void tell_watchers(Board& board) {
    tell_slots(board);
    tell_presences(board);
    tell_hours(board);
    tell_boxes(board);
    for (const auto& user : each_once(board.watching.users))
        if (const WatchedUser seen = look(board, user); is_news(board.watching.told_users, user, seen))
            board.turn.watched.emplace_back(seen);
}

}  // namespace layby::calls
