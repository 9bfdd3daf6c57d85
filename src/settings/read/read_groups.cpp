// [[group]].
#include <fmt/format.h>

#include <algorithm>

#include "settings/read/section.hpp"
#include "settings/read/values.hpp"

namespace layby::settings {
namespace {

using namespace std::chrono_literals;

constexpr auto group_number_form = "a number such as \"600\"";
constexpr auto end_form = "a user, a group or a number, such as \"203\"";
constexpr std::size_t most_members = 100;

bool is_group_name(std::string_view text) {
    return text.size() <= 128 && std::none_of(text.begin(), text.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
           });
}

void read_members(Draft& draft, calls::Group& group, Section& section, const std::string& where) {
    section.missing("users", "a list such as [\"201\", \"202\"]");
    const auto listed = section.texts("users", R"(["201", "202"])");
    if (!listed) return;
    if (listed->empty() || listed->size() > most_members)
        section.complain("users", fmt::format("1 to {} users", most_members));
    for (const Value& user : *listed) {
        if (std::ranges::find(group.users, user.text) != group.users.end())
            section.complain_at(user.line, fmt::format("users has \"{}\" twice", user.text));
        draft.lines[place((where + "/users").c_str(), group.users.size())] = user.line;
        group.users.push_back(user.text);
    }
}

void read_group(Draft& draft, const Value& table, std::size_t index) {
    using Rings = calls::Group::Rings;
    const std::string where = place("group", index);
    Section section{draft, &table, where};
    calls::Group group;
    section.call_it("group: ");
    section.read("number", group.number, is_number, group_number_form);
    section.missing("number", group_number_form);
    if (!group.number.empty()) section.call_it(fmt::format("group {}: ", group.number));
    section.read("name", group.name, is_group_name, "a name to show, at most 128 bytes on one line");
    read_members(draft, group, section, where);
    section.choose(
        "ring", group.rings,
        {{"together", Rings::together}, {"in turn", Rings::in_turn}, {"longest idle", Rings::longest_idle}});
    section.read("step", group.step, {1s, 10min, false});
    section.read("within", group.within, {1s, 1h, false});
    read_end(section, "then", group.then);
    read_heeded_hours(section, group.hours, group.closed_to, end_form);
    section.unknown_keys();
    if (section.find("step") && group.rings == Rings::together && draft.sure(where + "/ring"))
        section.complain_at(draft.line(where + "/step"), "step is of no use where all ring together");
    draft.settings.office.groups.push_back(std::move(group));
}

}  // namespace

void read_end(Section& section, const char* key, std::string& out) {
    section.read(
        key, out, [](std::string_view text) { return is_name(text) || is_number(text); }, end_form);
}

void read_groups(Draft& draft, const Value& root) {
    const auto tables = tables_of(draft, root, "group");
    for (std::size_t i = 0; i < tables.size(); ++i) read_group(draft, *tables[i], i);
}

}  // namespace layby::settings
