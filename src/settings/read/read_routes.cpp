// [[route_out]] and [[route_in]].
#include <fmt/format.h>

#include "settings/read/pattern.hpp"
#include "settings/read/section.hpp"
#include "settings/read/values.hpp"

namespace layby::settings {
namespace {

constexpr auto arrival_form = "a user, a group, a park number or a slot";

void read_route_out(Draft& draft, const Value& table, std::size_t index) {
    const std::string where = place("route_out", index);
    Section section{draft, &table, where};
    calls::RouteOut route;
    section.call_it("route_out: ");
    section.read("numbers", route.pattern, is_pattern, pattern_form);
    section.missing("numbers", pattern_form);
    section.missing("trunks", "a list such as [\"provider\"]");
    const auto trunks = section.texts("trunks", R"(["provider", "backup"])");
    if (trunks && trunks->empty()) section.complain("trunks", "at least one trunk");
    for (const Value& trunk : trunks.value_or(std::vector<Value>{})) {
        draft.lines[place((where + "/trunks").c_str(), route.trunks.size())] = trunk.line;
        route.trunks.push_back(trunk.text);
    }
    section.read("strip", route.strip, 0, 32);
    section.read(
        "prepend", route.prepend, [](std::string_view text) { return text.empty() || is_number(text); },
        "digits, *, # or +, such as \"+44\"");
    section.unknown_keys();
    draft.settings.office.routes_out.push_back(std::move(route));
}

void read_route_in(Draft& draft, const Value& table, std::size_t index) {
    Section section{draft, &table, place("route_in", index)};
    calls::RouteIn route;
    section.call_it("route_in: ");
    section.read("trunk", route.trunk, is_name, "the name of a trunk");
    section.missing("trunk", "the name of a trunk");
    section.read("numbers", route.pattern, is_pattern, pattern_form);
    section.missing("numbers", pattern_form);
    section.read(
        "to", route.number, [](std::string_view text) { return is_name(text) || is_number(text); },
        arrival_form);
    read_heeded_hours(section, route.hours, route.closed_to, arrival_form);
    read_language(section, route.language);
    section.unknown_keys();
    draft.settings.office.routes_in.push_back(std::move(route));
}

}  // namespace

void read_routes(Draft& draft, const Value& root) {
    const auto out = tables_of(draft, root, "route_out"), in = tables_of(draft, root, "route_in");
    for (std::size_t i = 0; i < out.size(); ++i) read_route_out(draft, *out[i], i);
    for (std::size_t i = 0; i < in.size(); ++i) read_route_in(draft, *in[i], i);
}

}  // namespace layby::settings
