#include "calls/plan/dial_plan.hpp"

#include <algorithm>
#include <charconv>

#include "calls/number_pattern.hpp"

namespace layby::calls {
namespace {

std::optional<std::uint32_t> as_number(const std::string& text) {
    std::uint32_t value{};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || text.empty()) return std::nullopt;
    return value;
}

std::string leaving_number(const RouteOut& route, const std::string& number) {
    return route.prepend + number.substr(std::min(route.strip, number.size()));
}

/// What stands behind a code in a number that begins with it.
std::optional<std::string> behind(const std::string& code, const std::string& number) {
    if (code.empty() || !number.starts_with(code)) return std::nullopt;
    return number.substr(code.size());
}

}  // namespace

bool only_retrieves(const Destination& to) {
    return std::holds_alternative<FromSlot>(to) || std::holds_alternative<FromParkedFor>(to) ||
           std::holds_alternative<FromLot>(to) || std::holds_alternative<FromRinging>(to);
}

bool rings_somebody(const Destination& to) {
    return std::holds_alternative<ToUser>(to) || std::holds_alternative<ToGroup>(to) ||
           std::holds_alternative<ToTrunks>(to);
}

DialPlan::DialPlan(const Office& office)
    : lots_{office.lots},
      emergency_{office.emergency.begin(), office.emergency.end()},
      codes_{office.codes},
      routes_out_{office.routes_out},
      routes_in_{office.routes_in} {
    for (const User& user : office.users) users_.emplace(user.name, user);
    for (const Group& group : office.groups) groups_.emplace(group.number, group);
    for (const Trunk& trunk : office.trunks) trunks_.emplace(trunk.name, trunk);
    for (const LotNumbers& lot : office.lots) add_lot(lot);
    for (const User& user : office.users)
        if (!slot_named(user.name)) numbers_.emplace(user.name, ToUser{user.name});
    for (const Group& group : office.groups) numbers_.emplace(group.number, ToGroup{group.number});
    for (const Hours& hours : office.hours)
        if (!hours.code.empty()) numbers_.emplace(hours.code, ToHours{hours.name});
    add_codes();
}

/// What is spelled out in the settings comes first: emplace() leaves a number that has a meaning as it is.
void DialPlan::add_codes() {
    if (lots_.empty()) return;
    numbers_.emplace("park", ToLot{default_lot()});  // the user part of phones that name a slot by ;orbit=
    if (!codes_.longest.empty()) numbers_.emplace(codes_.longest, FromLot{default_lot()});
}

void DialPlan::add_lot(const LotNumbers& lot) {
    const std::string& name = lot.rules.name;
    if (!lot.park_number.empty()) numbers_.emplace(lot.park_number, ToLot{name});
    if (!lot.longest.empty()) numbers_.emplace(lot.longest, FromLot{name});
    if (lot.rules.first <= lot.rules.last) slots_.emplace(lot.rules.first, Range{lot.rules.last, name});
    if (!lot.park_prefix.empty()) park_prefixes_[lot.park_prefix].push_back(name);
}

std::optional<ToSlot> DialPlan::slot_at(SlotNumber slot) const {
    const auto above = slots_.upper_bound(slot);
    if (above == slots_.begin()) return std::nullopt;
    const auto& [first, range] = *std::prev(above);
    return slot <= range.last ? std::optional(ToSlot{range.lot, slot}) : std::nullopt;
}

std::optional<ToSlot> DialPlan::slot_named(const std::string& number) const {
    const auto value = as_number(number);
    if (!value || SlotNumber{*value}.text() != number) return std::nullopt;  // not with a zero in front
    return slot_at({*value});
}

std::optional<ToLot> DialPlan::slot_behind_prefix(const std::string& number) const {
    for (const auto& [prefix, lots] : park_prefixes_) {
        if (!number.starts_with(prefix)) continue;
        const auto slot = slot_named(number.substr(prefix.size()));
        if (slot && std::ranges::find(lots, slot->lot) != lots.end()) return ToLot{slot->lot, slot->slot};
    }
    return std::nullopt;
}

/// What is spelled out in the settings comes first.
std::optional<Destination> DialPlan::meaning(const std::string& number) const {
    if (const auto found = numbers_.find(number); found != numbers_.end()) return found->second;
    if (auto slot = slot_named(number)) return std::move(*slot);
    if (auto lot = slot_behind_prefix(number)) return std::move(*lot);
    return std::nullopt;
}

bool DialPlan::drop_leftover(const ToSlot& slot) {
    const auto found = leftovers_.find(slot.slot.text());
    if (found == leftovers_.end() || found->second.lot != slot.lot) return false;
    leftovers_.erase(found);
    return true;
}

const ToSlot* DialPlan::leftover(const std::string& number) const {
    const auto found = leftovers_.find(number);
    return found == leftovers_.end() ? nullptr : &found->second;
}

std::optional<std::string> DialPlan::lot_with(SlotNumber slot) const {
    const auto known = slot_at(slot);
    return known ? std::optional(known->lot) : std::nullopt;
}

Destination DialPlan::find(const std::string& number) const {
    if (auto known = meaning(number)) return std::move(*known);
    if (auto presence = find_presence_code(number)) return std::move(*presence);
    if (const auto code = find_code(number)) return *code;
    for (const RouteOut& route : routes_out_)
        if (matches(route.pattern, number))
            return ToTrunks{route.trunks, leaving_number(route, number), number};
    return nowhere(number);
}

std::optional<ToPresence> DialPlan::find_presence_code(const std::string& number) const {
    auto to = presence_code(codes_, number);
    const bool of_nobody = to && !to->user.empty() && !user(to->user);
    return of_nobody ? std::nullopt : to;
}

/// Of codes that begin alike the longer one is meant.
std::optional<Destination> DialPlan::find_code(const std::string& number) const {
    if (lots_.empty()) return std::nullopt;
    using Meaning = Destination (DialPlan::*)(const std::string&) const;
    const std::pair<const std::string*, Meaning> all[] = {{&codes_.park, &DialPlan::park_code},
                                                          {&codes_.retrieve, &DialPlan::retrieve_code},
                                                          {&codes_.pickup, &DialPlan::pickup_code}};
    const std::pair<const std::string*, Meaning>* best = nullptr;
    for (const auto& code : all)
        if (behind(*code.first, number) && (!best || code.first->size() > best->first->size())) best = &code;
    if (!best) return std::nullopt;
    return (this->*best->second)(*behind(*best->first, number));
}

/// "702", "702*4711", "*4711": a place, a PIN behind a '*', or both.
Destination DialPlan::park_code(const std::string& what) const {
    const auto star = meaning(what) ? std::string::npos : what.rfind('*');
    if (star == std::string::npos) return park_code_and(what, {});
    const std::string pin = what.substr(star + 1);
    if (!is_pin(pin)) return ToNowhere{"a PIN has 1 to 16 digits"};
    return park_code_and(what.substr(0, star), pin);
}

Destination DialPlan::park_code_and(const std::string& place, const std::string& pin) const {
    ToLot to{default_lot()};
    to.by_code = true;
    to.pin = pin;
    if (place.empty()) return to;
    const auto found = meaning(place);
    if (!found) return nowhere(place);
    if (const auto* user = std::get_if<ToUser>(&*found)) {
        to.for_user = user->user;
        return to;
    }
    if (const auto* slot = std::get_if<ToSlot>(&*found)) {
        to.lot = slot->lot;
        to.slot = slot->slot;
        return to;
    }
    const auto* lot = std::get_if<ToLot>(&*found);
    if (!lot) return nowhere(place);
    to.lot = lot->lot;
    return to;
}

Destination DialPlan::retrieve_code(const std::string& what) const {
    if (what.empty()) return FromParkedFor{};
    if (const ToSlot* slot = leftover(what)) return FromSlot{slot->lot, slot->slot};
    const auto found = meaning(what);
    if (!found) return nowhere(what);
    if (const auto* slot = std::get_if<ToSlot>(&*found)) return FromSlot{slot->lot, slot->slot};
    if (const auto* user = std::get_if<ToUser>(&*found)) return FromParkedFor{user->user};
    return nowhere(what);
}

/// A phone dials this and the number of a lit lamp's key, be it a user, a group or a slot.
Destination DialPlan::pickup_code(const std::string& what) const {
    if (what.empty()) return ToNowhere{"dial " + codes_.pickup + " and the number that rings"};
    if (const ToSlot* slot = leftover(what)) return FromSlot{slot->lot, slot->slot};
    const auto found = meaning(what);
    if (!found) return nowhere(what);
    if (const auto* slot = std::get_if<ToSlot>(&*found)) return FromSlot{slot->lot, slot->slot};
    if (const auto* user = std::get_if<ToUser>(&*found)) return FromRinging{user->user};
    if (const auto* group = std::get_if<ToGroup>(&*found)) return FromRinging{group->number};
    return nowhere(what);
}

Destination DialPlan::find_orbit(const std::string& orbit) const {
    const auto found = meaning(orbit);
    if (!found) return nowhere(orbit);
    const bool parks = std::holds_alternative<ToSlot>(*found) || std::holds_alternative<ToLot>(*found);
    return parks ? *found : nowhere(orbit);
}

const RouteIn* DialPlan::route_in(const std::string& trunk, const std::string& number) const {
    const auto found = std::ranges::find_if(routes_in_, [&](const RouteIn& route) {
        return route.trunk == trunk && matches(route.pattern, number);
    });
    return found == routes_in_.end() ? nullptr : &*found;
}

/// A wrong number beside a lot is told what exists.
ToNowhere DialPlan::nowhere(const std::string& number) const {
    constexpr std::uint32_t near{100};
    const auto value = as_number(number);
    for (const LotNumbers& lot : lots_) {
        const auto first = lot.rules.first, last = lot.rules.last;
        if (!value || number.size() != first.text().size()) continue;
        if (*value + near < first.value || *value > last.value + near) continue;
        const std::string& name = lot.rules.name;
        return {"slots of lot " + name + " are " + first.text() + "-" + last.text(), name};
    }
    return {"no such number"};
}

std::string DialPlan::loggable(const std::string& number) const {
    for (const auto& code :
         {codes_.forward_always, codes_.forward_busy, codes_.forward_no_answer, codes_.forward_unregistered})
        if (!code.empty() && number.starts_with(code + '*')) return code + "*(number)";
    const auto what = behind(codes_.park, number);
    const auto star = what ? what->find('*') : std::string::npos;
    return star == std::string::npos ? number : codes_.park + what->substr(0, star) + "*(PIN)";
}

const User* DialPlan::user(const std::string& name) const {
    const auto found = users_.find(name);
    return found == users_.end() ? nullptr : &found->second;
}

bool DialPlan::is_emergency(const ToTrunks& to) const {
    return emergency_.contains(without_separators(to.dialled)) ||
           emergency_.contains(without_separators(to.number));
}

const Group* DialPlan::group(const std::string& number) const {
    const auto found = groups_.find(number);
    return found == groups_.end() ? nullptr : &found->second;
}

const Trunk* DialPlan::trunk(const std::string& name) const {
    const auto found = trunks_.find(name);
    return found == trunks_.end() ? nullptr : &found->second;
}

}  // namespace layby::calls
