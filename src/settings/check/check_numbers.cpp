// Every number that can be dialled means one thing, and those that callers are sent to lead somewhere.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "calls/number_pattern.hpp"
#include "settings/read/code_keys.hpp"
#include "settings/read/draft.hpp"
#include "settings/read/values.hpp"

namespace layby::settings {
namespace {

using calls::LotNumbers;

/// A number or range of numbers that the file claims, with what it is for.
struct Claim {
    std::string what;    ///< "user 201", "lot main: slots 701-720"
    std::string where;   ///< place of the setting
    std::string number;  ///< one number, or the text before the slots
    std::optional<Range> slots;
};

bool contains(const Range& range, std::uint64_t number) {
    return number >= range.first && number <= range.last;
}

/// Does text + a slot of `range` spell `number`?
bool spells(const Claim& slots, const std::string& number) {
    if (!number.starts_with(slots.number)) return false;
    const auto slot = read_slot(std::string_view{number}.substr(slots.number.size()));
    return slot && contains(*slots.slots, *slot);
}

/// Is there a slot in `shorter` that is written `digits` and then a slot of `longer`?
bool spell_the_same(const Range& shorter, const std::string& digits, const Range& longer) {
    const auto lead = digits.empty() ? std::optional<std::uint32_t>{0} : read_slot(digits);
    if (!lead) return false;
    for (std::uint64_t size = 10, low = 1; low <= longer.last; low = size, size *= 10) {
        const std::uint64_t from = std::max<std::uint64_t>(low, longer.first),
                            to = std::min<std::uint64_t>(size - 1, longer.last);
        if (from <= to && *lead * size + from <= shorter.last && *lead * size + to >= shorter.first)
            return true;
    }
    return false;
}

bool collide(const Claim& one, const Claim& other) {
    if (!one.slots && !other.slots) return one.number == other.number;
    if (!one.slots) return spells(other, one.number);
    if (!other.slots) return spells(one, other.number);
    const bool in_order = one.number.size() <= other.number.size();
    const Claim &a = in_order ? one : other, &b = in_order ? other : one;
    return b.number.starts_with(a.number) &&
           spell_the_same(*a.slots, b.number.substr(a.number.size()), *b.slots);
}

std::vector<Claim> claims_of(const Draft& draft, const LotNumbers& lot, const std::string& where) {
    const Range slots{lot.rules.first.value, lot.rules.last.value};
    const auto& name = lot.rules.name;
    std::vector<Claim> claims;
    if (!lot.park_number.empty() && draft.sure(where + "/park"))
        claims.push_back({fmt::format("lot {}: park number {}", name, lot.park_number),
                          where + "/park",
                          lot.park_number,
                          {}});
    if (!draft.sure(where + "/slots")) return claims;
    claims.push_back(
        {fmt::format("lot {}: slots {}-{}", name, slots.first, slots.last), where + "/slots", "", slots});
    if (!lot.longest.empty())
        claims.push_back(
            {fmt::format("lot {}: longest {}", name, lot.longest), where + "/longest", lot.longest, {}});
    if (!lot.park_prefix.empty())
        claims.push_back({fmt::format("lot {}: park_prefix {} and slot", name, lot.park_prefix),
                          where + "/park_prefix", lot.park_prefix, slots});
    return claims;
}

/// A code is dialled alone, and with any slot behind it.
void add_code(std::vector<Claim>& claims, const Draft& draft, const std::string& key, const std::string& code,
              bool with_slots) {
    const std::string where = "codes/" + key;
    if (code.empty() || !draft.sure(where)) return;
    claims.push_back({fmt::format("codes: {} {}", key, code), where, code, {}});
    if (!with_slots) return;
    const auto& lots = draft.settings.office.lots;
    for (std::size_t i = 0; i < lots.size(); ++i)
        if (draft.sure(place("lot", i) + "/slots"))
            claims.push_back({fmt::format("codes: {} {} and a slot", key, code), where, code,
                              Range{lots[i].rules.first.value, lots[i].rules.last.value}});
}

/// Those that stand in the file: the defaults have given way to it (give_way.cpp).
void add_presence_codes(std::vector<Claim>& claims, const Draft& draft) {
    for (const auto& code : presence_codes) {
        if (!draft.lines.contains(std::string{"codes/"} + code.first)) continue;
        for (const auto& form : forms_of(code, draft.settings.office.codes.*code.second))
            add_code(claims, draft, code.first, form, false);
    }
}

void add_codes(std::vector<Claim>& claims, const Draft& draft) {
    const calls::Codes& codes = draft.settings.office.codes;
    add_code(claims, draft, "park", codes.park, true);
    add_code(claims, draft, "retrieve", codes.retrieve, true);
    add_code(claims, draft, "longest", codes.longest, false);
    add_code(claims, draft, "pickup", codes.pickup, true);
    add_presence_codes(claims, draft);
}

void add_hours(std::vector<Claim>& claims, const Draft& draft) {
    const auto& all = draft.settings.office.hours;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string where = place("hours", i) + "/code";
        if (!all[i].code.empty() && draft.sure(where))
            claims.push_back(
                {fmt::format("hours {}: code {}", all[i].name, all[i].code), where, all[i].code, {}});
    }
}

std::vector<Claim> lot_claims(const Draft& draft) {
    std::vector<Claim> claims;
    const auto& lots = draft.settings.office.lots;
    for (std::size_t i = 0; i < lots.size(); ++i)
        for (auto& claim : claims_of(draft, lots[i], place("lot", i))) claims.push_back(std::move(claim));
    add_codes(claims, draft);
    add_hours(claims, draft);
    return claims;
}

void add_groups(std::vector<Claim>& claims, const Draft& draft) {
    const auto& groups = draft.settings.office.groups;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const std::string where = place("group", i) + "/number";
        if (!groups[i].number.empty() && draft.sure(where))
            claims.push_back({"group " + groups[i].number, where, groups[i].number, {}});
    }
}

std::string at_line(int line) { return line > 0 ? fmt::format(" (line {})", line) : " (the default)"; }

/// Told at the place that stands further down in the file.
void ambiguous(Draft& draft, const Claim& one, const Claim& other) {
    const bool later = draft.line(one.where) >= draft.line(other.where);
    const Claim &here = later ? one : other, &there = later ? other : one;
    draft.problem(draft.line(here.where), fmt::format("{}: ambiguous with {}{}", here.what, there.what,
                                                      at_line(draft.line(there.where))));
}

/// A code makes several claims, so two settings may collide in more than one way: once is told.
void check_lots(Draft& draft, const std::vector<Claim>& lots) {
    std::set<std::pair<std::string, std::string>> told;
    for (std::size_t i = 0; i < lots.size(); ++i)
        for (std::size_t j = i + 1; j < lots.size(); ++j)
            if (lots[i].where != lots[j].where && collide(lots[i], lots[j]) &&
                told.emplace(lots[i].where, lots[j].where).second)
                ambiguous(draft, lots[i], lots[j]);
}

/// Users are many, lots and groups are few: each user is compared with those only.
void check_claims(Draft& draft) {
    auto lots = lot_claims(draft);
    add_groups(lots, draft);
    check_lots(draft, lots);
    const auto& users = draft.settings.office.users;
    for (std::size_t i = 0; i < users.size(); ++i) {
        if (!draft.sure(place("user", i) + "/name")) continue;
        const Claim user{"user " + users[i].name, place("user", i) + "/name", users[i].name, {}};
        for (const Claim& lot : lots)
            if (collide(user, lot)) ambiguous(draft, user, lot);
    }
}

bool is_user(const Draft& draft, const std::string& name) {
    const auto& users = draft.settings.office.users;
    return std::any_of(users.begin(), users.end(),
                       [&](const calls::User& user) { return user.name == name; });
}

bool is_group(const Draft& draft, const std::string& number) {
    const auto& groups = draft.settings.office.groups;
    return std::any_of(groups.begin(), groups.end(),
                       [&](const calls::Group& group) { return group.number == number; });
}

/// Only a user's phone switches hours.
bool is_code_of_hours(const Draft& draft, const std::string& number) {
    const auto& all = draft.settings.office.hours;
    return std::any_of(all.begin(), all.end(), [&](const calls::Hours& one) { return one.code == number; });
}

/// Everything that a number may lead to was read, so that one which leads nowhere is wrong.
bool all_targets_known(const Draft& draft) {
    for (const char* key : {"park", "slots", "longest", "park_prefix"})
        if (!draft.sure_of_all("lot", key)) return false;
    for (const char* key : {"park", "retrieve", "longest", "pickup"})
        if (!draft.sure(std::string{"codes/"} + key)) return false;
    return draft.sure_of_all("user", "name") && draft.sure_of_all("group", "number") &&
           draft.sure_of_all("route_out", "numbers");
}

bool leaves(const Draft& draft, const std::string& number) {
    const auto& routes = draft.settings.office.routes_out;
    return std::any_of(routes.begin(), routes.end(),
                       [&](const calls::RouteOut& route) { return calls::matches(route.pattern, number); });
}

/// The lot setting that takes this number; null when it is free.
const Claim* taken_by(const std::vector<Claim>& lots, const std::string& number) {
    const Claim wanted{"", "", number, {}};
    const auto found =
        std::find_if(lots.begin(), lots.end(), [&](const Claim& lot) { return collide(wanted, lot); });
    return found == lots.end() ? nullptr : &*found;
}

/// A caller nobody took must reach a person.
void reaches_somebody(Draft& draft, const std::vector<Claim>& lots, const std::string& where,
                      const std::string& about, const std::string& number) {
    if (number.empty() || is_user(draft, number) || is_group(draft, number) || !draft.sure(where)) return;
    if (const Claim* lot = taken_by(lots, number))
        return draft.problem(
            draft.line(where),
            fmt::format("{} \"{}\" is {}; expected a user, a group, or a number that a route_out takes",
                        about, number, lot->what));
    if (!leaves(draft, number) && all_targets_known(draft))
        draft.problem(
            draft.line(where),
            fmt::format(
                "{} \"{}\" leads nowhere; expected a user, a group, or a number that a route_out takes",
                about, number));
}

void check_lot_targets(Draft& draft, const std::vector<Claim>& claims, std::size_t index) {
    const auto rules = draft.settings.office.lots[index].rules;
    const auto where = place("lot", index);
    const bool own_fallback = draft.lines.contains(where + "/fallback");
    if (own_fallback)
        reaches_somebody(draft, claims, where + "/fallback", fmt::format("lot {}: fallback", rules.name),
                         rules.fallback);
    reaches_somebody(draft, claims, where + "/offer_operator",
                     fmt::format("lot {}: offer_operator", rules.name), rules.choices.operator_number);
    if (!draft.lines.contains(where + "/ladder")) return;
    for (std::size_t i = 0; i < rules.ladder.size(); ++i)
        if (rules.ladder[i].who == parking::Step::Who::number)
            reaches_somebody(draft, claims, place((where + "/ladder").c_str(), i),
                             fmt::format("lot {}: ladder: number", rules.name), rules.ladder[i].target);
}

/// Where a call goes on that a user or group doesn't take.
void check_ways_on(Draft& draft, const std::vector<Claim>& claims) {
    const auto& office = draft.settings.office;
    const auto check = [&](const std::string& where, const std::string& who, const char* key,
                           const std::string& number) {
        reaches_somebody(draft, claims, where + '/' + key, fmt::format("{}: {}", who, key), number);
    };
    for (std::size_t i = 0; i < office.users.size(); ++i) {
        const calls::Ends& ends = office.users[i].ends;
        const std::string where = place("user", i), who = "user " + office.users[i].name;
        check(where, who, "no_answer", ends.no_answer);
        check(where, who, "busy", ends.busy);
        check(where, who, "unregistered", ends.unregistered);
    }
    for (std::size_t i = 0; i < office.groups.size(); ++i) {
        const calls::Group& group = office.groups[i];
        check(place("group", i), "group " + group.number, "then", group.then);
        check(place("group", i), "group " + group.number, "closed_to", group.closed_to);
    }
}

void check_arrival(Draft& draft, const std::vector<Claim>& claims, const std::string& where, const char* key,
                   const std::string& number) {
    if (number.empty() || is_user(draft, number) || is_group(draft, number)) return;
    if (is_code_of_hours(draft, number) || (!taken_by(claims, number) && all_targets_known(draft)))
        draft.problem(
            draft.line(where + '/' + key),
            fmt::format(
                "route_in: {} \"{}\" leads nowhere; expected a user, a group, a park number or a slot", key,
                number));
}

void check_arrivals(Draft& draft, const std::vector<Claim>& claims) {
    const auto& routes = draft.settings.office.routes_in;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        check_arrival(draft, claims, place("route_in", i), "to", routes[i].number);
        check_arrival(draft, claims, place("route_in", i), "closed_to", routes[i].closed_to);
    }
}

}  // namespace

void check_numbers(Draft& draft) {
    check_claims(draft);
    const auto claims = lot_claims(draft);
    reaches_somebody(draft, claims, "top/operator", "operator", draft.operator_number);
    for (std::size_t i = 0; i < draft.settings.office.lots.size(); ++i) check_lot_targets(draft, claims, i);
    check_ways_on(draft, claims);
    check_arrivals(draft, claims);
}

}  // namespace layby::settings
