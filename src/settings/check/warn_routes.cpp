// Routes that are never reached, take too much of a number, or lead nowhere in an emergency; trunks that
// nobody uses.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "calls/number_pattern.hpp"
#include "settings/check/unwise.hpp"

namespace layby::settings {
namespace {

/// One place of a pattern: what stands there, and the rest.
std::string_view take_place(std::string_view& pattern) {
    const auto close = pattern.front() == '[' ? pattern.find(']') : 0;
    const auto place = pattern.substr(0, close == std::string_view::npos ? pattern.size() : close + 1);
    pattern.remove_prefix(place.size());
    return place;
}

/// Whether whatever fits one place fits the other, by trying what can be dialled.
bool place_covers(std::string_view wide, std::string_view narrow) {
    constexpr std::string_view keys = "0123456789*#+";
    return std::all_of(keys.begin(), keys.end(), [&](char key) {
        const std::string_view one{&key, 1};
        return !calls::matches(narrow, one) || calls::matches(wide, one);
    });
}

bool ends_open(std::string_view pattern) { return pattern == "." || pattern == "!"; }

const std::array emergency{"112", "911", "110", "999", "000", "113", "15", "17", "18", "119"};

/// A route that takes a few digits alone leads to the extensions of a PBX: no emergency call goes there, and
/// none is expected to. Numbers of the public network have seven digits and more, or any number of them.
bool leads_outside(const calls::RouteOut& route) {
    constexpr std::size_t shortest_public_number = 7;
    return route.pattern.ends_with('.') || route.pattern.ends_with('!') ||
           least_digits(route.pattern) >= shortest_public_number;
}

/// Users alone dial: without any, the callers are a PBX's, which has its own way out.
void warn_about_emergencies(const Settings& settings, std::vector<std::string>& out) {
    const auto& routes = settings.office.routes_out;
    if (settings.office.users.empty() || std::none_of(routes.begin(), routes.end(), leads_outside)) return;
    const bool leaves = std::any_of(routes.begin(), routes.end(), [](const calls::RouteOut& route) {
        return std::any_of(emergency.begin(), emergency.end(), [&](const char* number) {
            return calls::matches(route.pattern, number) && route.strip < std::string_view{number}.size();
        });
    });
    if (!leaves)
        out.emplace_back(
            "no route_out takes an emergency number as it is dialled (112, 911, …); add one before the "
            "others");
}

std::string out_route(const calls::RouteOut& route) { return fmt::format("route_out \"{}\"", route.pattern); }

}  // namespace

bool covers(std::string_view wide, std::string_view narrow) {
    while (!wide.empty()) {
        if (wide.front() == '!') return true;
        if (narrow.empty() || narrow.front() == '!') return false;
        if (wide.front() == '.') return true;
        if (narrow.front() == '.') return false;
        const auto one = take_place(wide), other = take_place(narrow);
        if (!place_covers(one, other)) return false;
    }
    return narrow.empty();
}

std::size_t least_digits(std::string_view pattern) {
    std::size_t size = 0;
    while (!pattern.empty() && pattern.front() != '!') {
        ++size;
        if (ends_open(pattern)) break;
        take_place(pattern);
    }
    return size;
}

void warn_about_routes(const Settings& settings, std::vector<std::string>& out) {
    const auto& ways_out = settings.office.routes_out;
    for (std::size_t i = 0; i < ways_out.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j)
            if (covers(ways_out[j].pattern, ways_out[i].pattern)) {
                out.push_back(fmt::format("{} is never reached: \"{}\" before it takes all its numbers",
                                          out_route(ways_out[i]), ways_out[j].pattern));
                break;
            }
        const auto least = least_digits(ways_out[i].pattern);
        if (ways_out[i].strip >= std::max<std::size_t>(least, 1) && ways_out[i].prepend.empty())
            out.push_back(fmt::format("{}: strip = {} leaves nothing of a number of {} digits",
                                      out_route(ways_out[i]), ways_out[i].strip, least));
    }
    const auto& ways_in = settings.office.routes_in;
    for (std::size_t i = 0; i < ways_in.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (ways_in[j].trunk == ways_in[i].trunk && covers(ways_in[j].pattern, ways_in[i].pattern)) {
                out.push_back(fmt::format(
                    "route_in \"{}\" of trunk {} is never reached: \"{}\" before it takes all its "
                    "numbers",
                    ways_in[i].pattern, ways_in[i].trunk, ways_in[j].pattern));
                break;
            }
    warn_about_emergencies(settings, out);
}

void warn_about_trunks(const Settings& settings, std::vector<std::string>& out) {
    const auto& office = settings.office;
    for (const auto& trunk : office.trunks) {
        const bool out_by_it =
            std::any_of(office.routes_out.begin(), office.routes_out.end(), [&](const auto& route) {
                return std::count(route.trunks.begin(), route.trunks.end(), trunk.name) != 0;
            });
        const bool in_by_it = std::any_of(office.routes_in.begin(), office.routes_in.end(),
                                          [&](const auto& route) { return route.trunk == trunk.name; });
        const auto line = std::find_if(settings.lines.begin(), settings.lines.end(),
                                       [&](const TrunkLine& one) { return one.name == trunk.name; });
        const bool is_called = line != settings.lines.end() &&
                               (!line->addresses.empty() || !line->user.empty() || !line->host.empty());
        const bool has_rights = trunk.may_park || trunk.may_retrieve || trunk.outside.allowed;
        if (out_by_it || in_by_it || has_rights) continue;
        const bool only_calls_out = is_called && line->addresses.empty() && line->user.empty();
        out.push_back(fmt::format(
            "trunk {}: no route_out leaves by it, no route_in begins at it, and it has no rights{}",
            trunk.name,
            only_calls_out ? "; nobody uses it" : "; it can only call users by their own numbers"));
    }
}

}  // namespace layby::settings
