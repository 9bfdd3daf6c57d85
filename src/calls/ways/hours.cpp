#include "calls/ways/hours.hpp"

#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/listener.hpp"
#include "calls/house/prompts.hpp"
#include "calls/ways/confirming.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

using hours::WallTime;

/// Where nothing changes within a year, something may after it.
constexpr Duration look_again_after{24h * 30};

WallTime wall_now(const Board& board) {
    return std::chrono::floor<std::chrono::seconds>(board.timetable.wall_at_zero +
                                                    board.now.time_since_epoch());
}

Instant instant_of(const Board& board, WallTime when) { return Instant{when - board.timetable.wall_at_zero}; }

/// A deadline may be late: then the clock is asked anew.
hours::Reading clock_of(const Board& board, const Timetable::Entry& entry) {
    const bool holds = !entry.clock.until || wall_now(board) < *entry.clock.until;
    return holds ? entry.clock : hours::read_clock(entry.hours.when, wall_now(board));
}

/// Null: they go by the clock.
const HandSet* by_hand(const Board& board, const std::string& name) {
    const HandSet* set = board.hand_set.find(name);
    const bool over = set && set->until && *set->until <= wall_now(board);
    return over ? nullptr : set;
}

/// "office: closed by hand", "office: open"
std::string said_of(const Board& board, const std::string& name) {
    return name + (is_open(board, name) ? ": open" : ": closed") + (by_hand(board, name) ? " by hand" : "");
}

void forget_what_is_over(Board& board) {
    std::vector<std::string> gone;
    for (const auto& [name, set] : board.hand_set)
        if (!board.timetable.entries.contains(name) || !by_hand(board, name)) gone.push_back(name);
    for (const std::string& name : gone) board.hand_set.erase(name);
}

void read_clocks(Board& board) {
    Timetable& table = board.timetable;
    table.touched = true;
    table.next.reset();
    for (auto& [name, entry] : table.entries) {
        entry.clock = hours::read_clock(entry.hours.when, wall_now(board));
        const Instant at =
            entry.clock.until ? instant_of(board, *entry.clock.until) : board.now + look_again_after;
        if (!table.next || at < *table.next) table.next = at;
    }
    forget_what_is_over(board);
    for (const auto& [name, set] : board.hand_set)
        if (set.until) table.next = std::min(*table.next, instant_of(board, *set.until));
}

void set_by_hand(Board& board, const std::string& name, bool open, bool until_next_change) {
    HandSet set{name, open};
    if (until_next_change) set.until = clock_of(board, board.timetable.entries.at(name)).until;
    board.hand_set[name] = set;
}

}  // namespace

bool is_open(const Board& board, const std::string& hours) {
    const auto found = board.timetable.entries.find(hours);
    if (found == board.timetable.entries.end()) return true;
    const HandSet* set = by_hand(board, hours);
    return set ? set->open : clock_of(board, found->second).open;
}

std::optional<HoursView> view_hours(const Board& board, const std::string& hours) {
    const auto found = board.timetable.entries.find(hours);
    if (found == board.timetable.entries.end()) return std::nullopt;
    const auto& [name, entry] = *found;
    const auto clock = clock_of(board, entry);
    HoursView view{name, entry.hours.code, entry.hours.when.zone.name(), is_open(board, name)};
    if (const HandSet* set = by_hand(board, name)) {
        view.set = set->open ? HoursSet::open : HoursSet::closed;
        view.set_until = set->until;
    }
    view.open_by_clock = clock.open;
    view.clock_changes = clock.until;
    return view;
}

std::vector<HoursView> view_hours(const Board& board) {
    std::vector<HoursView> views;
    for (const auto& [name, entry] : board.timetable.entries) views.push_back(*view_hours(board, name));
    return views;
}

void take_over_hours(Board& board) {
    board.timetable.entries.clear();
    for (const Hours& hours : board.office.hours) board.timetable.entries[hours.name].hours = hours;
    read_clocks(board);
}

void expire_hours(Board& board) {
    if (!board.timetable.next || *board.timetable.next > board.now) return;
    const auto before = board.timetable.entries;
    read_clocks(board);
    for (const auto& [name, entry] : board.timetable.entries)
        if (entry.clock.open != before.at(name).clock.open) log::info("hours {}", said_of(board, name));
}

void on(Board& board, const ClockIs& fact) {
    board.timetable.wall_at_zero = fact.wall - board.now.time_since_epoch();
    read_clocks(board);
}

void change_hours(Board& board, Leg& leg, const ToHours& which) {
    if (!leg.is_user()) return refuse(board, leg, {404, "no such number"});
    const bool was_by_hand = by_hand(board, which.hours) != nullptr;
    const bool open = is_open(board, which.hours);
    board.hand_set.erase(which.hours);
    if (!was_by_hand) set_by_hand(board, which.hours, !open, false);
    const std::string text = said_of(board, which.hours);
    log::info("hours {}, by user {}", text, leg.user());
    confirm_aloud(board, leg, text, hours_phrase(!was_by_hand, speech_to(board, leg)));
}

CommandResult order_hours(Board& board, const HoursOrder& wanted) {
    if (!board.timetable.entries.contains(wanted.hours)) return CommandResult::no_such_hours;
    board.hand_set.erase(wanted.hours);
    if (wanted.set != HoursSet::by_clock)
        set_by_hand(board, wanted.hours, wanted.set == HoursSet::open, wanted.until_next_change);
    log::info("hours {}", said_of(board, wanted.hours));
    return CommandResult::done;
}

}  // namespace layby::calls
