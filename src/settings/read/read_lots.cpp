// [[lot]].
#include <fmt/format.h>

#include <algorithm>

#include "settings/read/section.hpp"
#include "settings/read/values.hpp"

namespace layby::settings {
namespace {

using namespace std::chrono_literals;
using parking::Step;

constexpr auto step_form = R"("parker 30s", "user:202 20s" or "number:0123 30s")";
constexpr Between ringing{1s, 10min, false};

bool is_target(std::string_view text) { return is_name(text) || is_number(text); }

void read_slots(parking::LotRules& rules, Section& section) {
    constexpr auto form = "a range such as \"701-720\", without leading zeros";
    const auto slots = section.parsed("slots", read_range, form);
    const bool fits = slots && slots->last - slots->first < 100'000;
    // No slots at all: with those of the default nothing but false complaints would follow.
    if (section.find("slots") && !fits) rules.first = {1}, rules.last = {0};
    if (slots && !fits) section.complain("slots", "at most 100000 slots");
    if (!fits) return;
    rules.first = {slots->first};
    rules.last = {slots->last};
}

void read_ladder(Draft& draft, parking::LotRules& rules, Section& section, const std::string& where) {
    const auto listed = section.texts("ladder", R"(["parker 30s", "user:202 20s"])");
    if (!listed) return;
    if (listed->empty()) section.complain("ladder", std::string{"at least one step such as "} + step_form);
    rules.ladder.clear();
    for (const Value& item : *listed) {
        const auto step = read_step(item.text);
        draft.lines[place((where + "/ladder").c_str(), rules.ladder.size())] = item.line;
        const bool good = step && step->ring_for >= ringing.least && step->ring_for <= ringing.most;
        if (!good)
            section.complain_about_item("ladder", item, fmt::format("{}, each from 1s to 10m", step_form));
        rules.ladder.push_back(good ? *step : Step{});
    }
}

/// What a lot does about callers nobody takes, unless it says otherwise.
void default_ladder(const Draft& draft, parking::LotRules& rules) {
    const std::string& chief = draft.operator_number;
    if (chief.empty()) return;
    const auto& users = draft.settings.office.users;
    const bool is_user =
        std::any_of(users.begin(), users.end(), [&](const calls::User& user) { return user.name == chief; });
    rules.ladder = {Step{}, Step{is_user ? Step::Who::user : Step::Who::number, chief, 30s}, Step{}};
    rules.fallback = chief;
}

void read_choices(calls::LotNumbers& lot, Section& section) {
    using parking::SlotChoice;
    using parking::WhenTaken;
    section.choose("choice", lot.rules.choice,
                   {{"least recently used", SlotChoice::least_recently_used},
                    {"first", SlotChoice::first},
                    {"next", SlotChoice::next},
                    {"random", SlotChoice::random}});
    section.choose("when_taken", lot.rules.when_taken,
                   {{"refuse", WhenTaken::refuse}, {"next free", WhenTaken::next_free}});
}

void read_announcement(calls::LotNumbers& lot, Section& section) {
    using calls::Announcement;
    section.choose("announcement", lot.announcement,
                   {{"digits", Announcement::digits},
                    {"number", Announcement::number},
                    {"sentence", Announcement::sentence},
                    {"tone", Announcement::tone},
                    {"silent", Announcement::silent}});
    read_language(section, lot.language);
}

void read_times(parking::LotRules& rules, Section& section) {
    section.read("quarantine", rules.quarantine, {1s, 1h, true});
    section.read("reservation", rules.reservation, {1s, 1min, false});
    section.read("reminder", rules.reminder, {1s, 24h, true});
    section.read("recall", rules.recall, {1s, 24h, true});
    section.read("fallback_ring", rules.fallback_ring, ringing);
    section.read("max_wait", rules.max_wait, {1s, 7 * 24h, true});
}

/// What callers who wait may choose by a key.
void read_offers(parking::Choices& choices, Section& section) {
    section.read("offer_operator", choices.operator_number, is_target, "a user or a number, such as \"203\"");
    section.read("offer_operator_ring", choices.operator_ring, ringing);
    section.read("offer_message", choices.message);
    section.read("offer_call_back", choices.call_back);
    section.read("offer_after", choices.after, {1s, 1h, false});
    section.read("offer_every", choices.every, {10s, 1h, false});
}

void read_lot(Draft& draft, const Value* table, std::size_t index) {
    const std::string where = place("lot", index);
    Section section{draft, table, where};
    calls::LotNumbers lot;
    lot.park_number = "700";
    default_ladder(draft, lot.rules);
    section.call_it("lot: ");
    if (section.find("name")) lot.rules.name.clear();
    section.read("name", lot.rules.name, is_name, "letters, digits and . _ - + *, such as \"main\"");
    if (!lot.rules.name.empty()) section.call_it(fmt::format("lot {}: ", lot.rules.name));
    if (section.find("park")) lot.park_number.clear();  // a wrong one doesn't claim the default
    section.read("park", lot.park_number, is_number, "a number such as \"700\"");
    section.read("park_prefix", lot.park_prefix, is_number, "digits, * or #, such as \"*7\"");
    section.read("overflow", lot.overflow, is_name, "the name of another lot");
    section.read("longest", lot.longest, is_number, "a number such as \"*86\"");
    section.read("pin", lot.pin, calls::is_pin, "1 to 16 digits");
    read_slots(lot.rules, section);
    read_choices(lot, section);
    read_announcement(lot, section);
    read_times(lot.rules, section);
    read_ladder(draft, lot.rules, section, where);
    read_call_back(section, lot.call_back);
    read_offers(lot.rules.choices, section);
    section.read("fallback", lot.rules.fallback, is_target, "a user or a number, such as \"203\"");
    section.read(
        "music", lot.rules.music, [](std::string_view) { return true; }, "the name of a music");
    section.unknown_keys();
    draft.settings.office.lots.push_back(std::move(lot));
}

}  // namespace

void read_lots(Draft& draft, const Value& root) {
    const auto tables = tables_of(draft, root, "lot");
    for (std::size_t i = 0; i < tables.size(); ++i) read_lot(draft, tables[i], i);
    if (!root.find("lot")) read_lot(draft, nullptr, 0);
    calls::limit_whole_sentences(draft.settings.office.lots);
}

}  // namespace layby::settings
