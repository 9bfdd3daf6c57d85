// Everything that is named exists, and every name is given once.
#include <fmt/format.h>

#include <algorithm>

#include "provision/mac.hpp"
#include "settings/read/draft.hpp"
#include "settings/read/section.hpp"

namespace layby::settings {
namespace {

std::vector<std::string> trunk_names(const Draft& draft) {
    std::vector<std::string> names;
    for (const auto& trunk : draft.settings.office.trunks) names.push_back(trunk.name);
    return names;
}

std::vector<std::string> user_names(const Draft& draft) {
    std::vector<std::string> names;
    for (const auto& user : draft.settings.office.users) names.push_back(user.name);
    return names;
}

std::vector<std::string> lot_names(const Draft& draft) {
    std::vector<std::string> names;
    for (const auto& lot : draft.settings.office.lots) names.push_back(lot.rules.name);
    return names;
}

std::vector<std::string> hours_names(const Draft& draft) {
    std::vector<std::string> names;
    for (const auto& hours : draft.settings.office.hours) names.push_back(hours.name);
    return names;
}

std::vector<std::string> music_names(const Draft& draft) {
    std::vector<std::string> names;
    for (const auto& [name, path] : draft.settings.sounds.music) names.push_back(name);
    return names;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

void each_once(Draft& draft, const char* kind, const std::vector<std::string>& names) {
    std::map<std::string, std::size_t> first;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i].empty() || !draft.sure(place(kind, i) + "/name")) continue;
        const auto [found, fresh] = first.emplace(names[i], i);
        if (fresh) continue;
        draft.problem(draft.line(place(kind, i) + "/name"),
                      fmt::format("{0} {1}: this {0} is already defined in line {2}", kind, names[i],
                                  draft.line(place(kind, found->second) + "/name")));
    }
}

/// All that there is of a kind is known, so that a name which isn't among them is wrong.
bool all_known(const Draft& draft, const std::string& kind) {
    return kind == "music" ? draft.sure("sounds/music") : draft.sure_of_all(kind.c_str(), "name");
}

void known(Draft& draft, const std::string& where, const std::string& about, const char* kind,
           const std::string& name, const std::vector<std::string>& names) {
    if (has(names, name) || !all_known(draft, kind)) return;
    draft.problem(draft.line(where),
                  fmt::format("{}there is no {} \"{}\"{}", about, kind, name, did_you_mean(name, names)));
}

void check_ladder_users(Draft& draft, std::size_t index, const std::vector<std::string>& users) {
    const auto& rules = draft.settings.office.lots[index].rules;
    for (std::size_t i = 0; i < rules.ladder.size(); ++i) {
        if (rules.ladder[i].who != parking::Step::Who::user) continue;
        known(draft, place((place("lot", index) + "/ladder").c_str(), i),
              fmt::format("lot {}: ladder: ", rules.name), "user", rules.ladder[i].target, users);
    }
}

void check_overflow(Draft& draft, std::size_t index) {
    const auto& lot = draft.settings.office.lots[index];
    if (lot.overflow.empty()) return;
    const auto where = place("lot", index) + "/overflow";
    const auto about = fmt::format("lot {}: overflow: ", lot.rules.name);
    if (lot.overflow == lot.rules.name)
        return draft.problem(draft.line(where), about + "a full lot can't overflow into itself");
    known(draft, where, about, "lot", lot.overflow, lot_names(draft));
}

void check_lot_names(Draft& draft) {
    const auto users = user_names(draft), musics = music_names(draft);
    for (std::size_t i = 0; i < draft.settings.office.lots.size(); ++i) {
        const auto& rules = draft.settings.office.lots[i].rules;
        known(draft, place("lot", i) + "/music", fmt::format("lot {}: ", rules.name), "music", rules.music,
              musics);
        check_ladder_users(draft, i, users);
        check_overflow(draft, i);
    }
    known(draft, "sounds/hold_music", "sounds: ", "music", draft.settings.office.music, musics);
}

void check_members(Draft& draft) {
    const auto users = user_names(draft);
    const auto& groups = draft.settings.office.groups;
    for (std::size_t i = 0; i < groups.size(); ++i)
        for (std::size_t j = 0; j < groups[i].users.size(); ++j)
            known(draft, place((place("group", i) + "/users").c_str(), j),
                  fmt::format("group {}: users: ", groups[i].number), "user", groups[i].users[j], users);
}

void check_owners(Draft& draft) {
    const auto users = user_names(draft);
    const auto& phones = draft.settings.phones;
    for (std::size_t i = 0; i < phones.size(); ++i)
        if (!phones[i].user.empty())
            known(draft, place("phone", i) + "/user",
                  fmt::format("phone {}: ", provision::shown_mac(phones[i].mac)), "user", phones[i].user,
                  users);
}

void check_way_out(Draft& draft, const std::string& where, const std::string& name) {
    const auto& lines = draft.settings.lines;
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (lines[i].name == name && lines[i].host.empty() && draft.sure(place("trunk", i) + "/host"))
            draft.problem(draft.line(where),
                          fmt::format("route_out: trunk {} has no host, so it can't be called", name));
}

void check_route_trunks(Draft& draft) {
    const auto trunks = trunk_names(draft);
    const auto& office = draft.settings.office;
    for (std::size_t i = 0; i < office.routes_out.size(); ++i)
        for (std::size_t j = 0; j < office.routes_out[i].trunks.size(); ++j) {
            const auto where = place((place("route_out", i) + "/trunks").c_str(), j);
            known(draft, where, "route_out: ", "trunk", office.routes_out[i].trunks[j], trunks);
            check_way_out(draft, where, office.routes_out[i].trunks[j]);
        }
    for (std::size_t i = 0; i < office.routes_in.size(); ++i)
        if (!office.routes_in[i].trunk.empty())
            known(draft, place("route_in", i) + "/trunk", "route_in: ", "trunk", office.routes_in[i].trunk,
                  trunks);
}

void check_heeded_hours(Draft& draft) {
    const auto names = hours_names(draft);
    const auto& office = draft.settings.office;
    for (std::size_t i = 0; i < office.groups.size(); ++i)
        if (!office.groups[i].hours.empty())
            known(draft, place("group", i) + "/hours", fmt::format("group {}: ", office.groups[i].number),
                  "hours", office.groups[i].hours, names);
    for (std::size_t i = 0; i < office.routes_in.size(); ++i)
        if (!office.routes_in[i].hours.empty())
            known(draft, place("route_in", i) + "/hours", "route_in: ", "hours", office.routes_in[i].hours,
                  names);
}

void check_lots_of(Draft& draft, const std::string& where, const std::string& about,
                   const std::vector<std::string>& named) {
    const auto lots = lot_names(draft);
    for (std::size_t i = 0; i < named.size(); ++i)
        known(draft, place(where.c_str(), i), about, "lot", named[i], lots);
}

void check_rights(Draft& draft) {
    const auto& all = draft.settings.rights;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto where = place("rights", i), about = "rights of " + all[i].account;
        check_lots_of(draft, where + "/lots", about + ": lots: ", all[i].lots);
        check_lots_of(draft, where + "/view", about + ": view: ", all[i].view);
    }
}

}  // namespace

void check_names(Draft& draft) {
    each_once(draft, "user", user_names(draft));
    each_once(draft, "trunk", trunk_names(draft));
    each_once(draft, "lot", lot_names(draft));
    each_once(draft, "hours", hours_names(draft));
    check_lot_names(draft);
    check_members(draft);
    check_owners(draft);
    check_route_trunks(draft);
    check_heeded_hours(draft);
    check_rights(draft);
}

}  // namespace layby::settings
