// [[hours]].
#include <fmt/format.h>

#include "settings/read/hours_text.hpp"
#include "settings/read/section.hpp"
#include "settings/read/values.hpp"

namespace layby::settings {
namespace {

constexpr auto hours_name_form = "letters, digits and . _ - + *, such as \"office\"";
constexpr auto hours_code_form = "* or # and more such as \"*28\"";
constexpr auto opening_form = "days and times such as \"mon-fri 08:00-17:30\"";
constexpr auto closing_form =
    "a day or days such as \"12-24\", \"2026-12-24\" or \"2026-12-24..2027-01-06\", with times behind them "
    "for "
    "a part of a day";
constexpr std::size_t most_openings = 100, most_closings = 500;

void read_openings(Draft& draft, calls::Hours& hours, Section& section, const std::string& where) {
    section.missing("open", "a list such as [\"mon-fri 08:00-17:30\"]");
    const auto listed = section.texts("open", R"(["mon-fri 08:00-17:30"])");
    if (!listed) return;
    if (listed->empty() || listed->size() > most_openings)
        section.complain("open",
                         fmt::format("1 to {} of them, such as \"mon-fri 08:00-17:30\"", most_openings));
    for (const Value& item : *listed) {
        const auto opening = read_opening(item.text);
        if (!opening) {
            section.complain_about_item("open", item, opening_form + hint_on_days(item.text));
            continue;
        }
        draft.lines[place((where + "/open").c_str(), hours.when.open.size())] = item.line;
        hours.when.open.push_back(*opening);
    }
}

void read_closings(calls::Hours& hours, Section& section) {
    const auto listed = section.texts("closed", R"(["12-24", "2026-12-31"])");
    if (!listed) return;
    if (listed->size() > most_closings) section.complain("closed", fmt::format("at most {}", most_closings));
    for (const Value& item : *listed) {
        if (const auto closing = read_closing(item.text))
            hours.when.closed.push_back(*closing);
        else
            section.complain_about_item("closed", item, closing_form);
    }
}

void read_zone(hours::Zone& zone, Section& section) {
    constexpr auto form = "a time zone such as \"Europe/Berlin\"";
    const auto name = section.text("time_zone", form);
    auto known = name ? hours::zone_named(*name) : hours::machine_zone();
    if (known)
        zone = std::move(*known);
    else
        section.complain("time_zone", form + did_you_mean(*name, hours::zone_names()));
}

void read_one(Draft& draft, const Value& table, std::size_t index) {
    const std::string where = place("hours", index);
    Section section{draft, &table, where};
    calls::Hours hours;
    section.call_it("hours: ");
    section.read("name", hours.name, is_name, hours_name_form);
    section.missing("name", hours_name_form);
    if (!hours.name.empty()) section.call_it(fmt::format("hours {}: ", hours.name));
    read_openings(draft, hours, section, where);
    read_closings(hours, section);
    read_zone(hours.when.zone, section);
    section.read("code", hours.code, is_code, hours_code_form);
    section.unknown_keys();
    draft.settings.office.hours.push_back(std::move(hours));
}

}  // namespace

void read_heeded_hours(Section& section, std::string& hours, std::string& closed_to, const char* form) {
    section.read("hours", hours, is_name, "the name of [[hours]]");
    section.read(
        "closed_to", closed_to, [](std::string_view text) { return is_name(text) || is_number(text); }, form);
    if (section.find("hours")) section.missing("closed_to", form);
    if (section.find("closed_to")) section.missing("hours", "the name of [[hours]]");
}

void read_hours(Draft& draft, const Value& root) {
    const auto tables = tables_of(draft, root, "hours");
    for (std::size_t i = 0; i < tables.size(); ++i) read_one(draft, *tables[i], i);
}

}  // namespace layby::settings
