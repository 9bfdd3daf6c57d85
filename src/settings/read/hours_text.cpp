#include "settings/read/hours_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "words/spelling.hpp"

namespace layby::settings {
namespace {

using std::chrono::minutes;
using namespace std::chrono_literals;

constexpr std::array week{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/// What stands before and behind a separator; the second is empty where there is none.
std::pair<std::string_view, std::string_view> parted(std::string_view text, std::string_view by) {
    const auto at = text.find(by);
    if (at == std::string_view::npos) return {text, {}};
    return {text.substr(0, at), text.substr(at + by.size())};
}

std::optional<unsigned> digits_in(std::string_view text, std::size_t size) {
    unsigned value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool all = error == std::errc{} && end == text.data() + text.size() && text.size() == size;
    return all ? std::optional(value) : std::nullopt;
}

std::optional<std::size_t> day_of_week(std::string_view text) {
    const auto found = std::find(week.begin(), week.end(), text);
    if (found == week.end()) return std::nullopt;
    return static_cast<std::size_t>(found - week.begin());
}

/// "mon", "mon-fri", "sat-mon"
bool add_days(std::array<bool, 7>& days, std::string_view text) {
    const auto [begin, end] = parted(text, "-");
    const auto first = day_of_week(begin), last = text == begin ? first : day_of_week(end);
    if (!first || !last) return false;
    for (std::size_t day = *first;; day = (day + 1) % week.size()) {
        days.at(day) = true;
        if (day == *last) return true;
    }
}

std::optional<std::array<bool, 7>> read_days(std::string_view text) {
    std::array<bool, 7> days{};
    for (;;) {
        const auto [one, rest] = parted(text, ",");
        if (!add_days(days, one)) return std::nullopt;
        if (one.size() == text.size()) return days;
        text = rest;
    }
}

/// "08:00", "24:00"
std::optional<minutes> read_time(std::string_view text) {
    const auto [hour, minute] = parted(text, ":");
    const auto h = digits_in(hour, 2), m = digits_in(minute, 2);
    if (!h || !m || *m > 59 || *h > 24 || (*h == 24 && *m != 0)) return std::nullopt;
    return std::chrono::hours{*h} + minutes{*m};
}

std::optional<hours::Span> read_span(std::string_view text) {
    const auto [begin, end] = parted(text, "-");
    const auto from = read_time(begin), to = read_time(end);
    if (!from || !to || *from == *to || *from == 24h) return std::nullopt;
    return hours::Span{*from, *to > *from ? *to : *to + 24h};
}

/// "12-24", "2026-12-24"
std::optional<hours::Day> read_day(std::string_view text) {
    hours::Day day;
    if (text.size() == std::string_view{"2026-12-24"}.size()) {
        const auto year = digits_in(text.substr(0, 4), 4);
        if (!year || *year < 2000 || text[4] != '-') return std::nullopt;
        day.year = std::chrono::year{static_cast<int>(*year)};
        text.remove_prefix(5);
    }
    const auto [month, of_month] = parted(text, "-");
    const auto m = digits_in(month, 2), d = digits_in(of_month, 2);
    if (!m || !d) return std::nullopt;
    day.day = std::chrono::month{*m} / std::chrono::day{*d};
    const bool ok = day.year ? (*day.year / day.day.month() / day.day.day()).ok() : day.day.ok();
    return ok ? std::optional(day) : std::nullopt;
}

bool in_order(const hours::Day& first, const hours::Day& last) {
    if (first.year.has_value() != last.year.has_value()) return false;
    return !first.year || std::pair{*first.year, first.day} <= std::pair{*last.year, last.day};
}

std::string clock_text(minutes time) { return fmt::format("{:02}:{:02}", time / 1h, (time % 1h).count()); }

/// In minutes of a week; what begins on its last day may end after it.
std::vector<hours::Span> spans_of_week(const hours::Opening& opening) {
    std::vector<hours::Span> spans;
    for (std::size_t day = 0; day < week.size(); ++day) {
        const auto midnight = 24h * static_cast<int>(day);
        if (opening.days.at(day)) spans.push_back({midnight + opening.span.from, midnight + opening.span.to});
    }
    return spans;
}

}  // namespace

std::optional<hours::Opening> read_opening(std::string_view text) {
    const auto [days, times] = parted(text, " ");
    const auto on = read_days(days);
    const auto span = read_span(times);
    return on && span ? std::optional(hours::Opening{*on, *span}) : std::nullopt;
}

std::optional<hours::Closing> read_closing(std::string_view text) {
    const auto [days, times] = parted(text, " ");
    const auto [begin, end] = parted(days, "..");
    const auto first = read_day(begin), last = days == begin ? first : read_day(end);
    if (!first || !last || !in_order(*first, *last)) return std::nullopt;
    if (days == text) return hours::Closing{*first, *last};
    const auto span = read_span(times);
    if (!span || span->to > 24h) return std::nullopt;
    return hours::Closing{*first, *last, *span};
}

std::string text_of(const hours::Opening& opening) {
    std::string days;
    for (std::size_t first = 0; first < week.size(); ++first) {
        if (!opening.days.at(first)) continue;
        std::size_t last = first;
        while (last + 1 < week.size() && opening.days.at(last + 1)) ++last;
        days += fmt::format("{}{}", days.empty() ? "" : ",", week.at(first));
        if (last > first) days += fmt::format("-{}", week.at(last));
        first = last;
    }
    const auto to = opening.span.to > 24h ? opening.span.to - 24h : opening.span.to;
    return fmt::format("{} {}-{}", days, clock_text(opening.span.from), clock_text(to));
}

std::string hint_on_days(std::string_view text) {
    const std::string days = lower_case(parted(text, " ").first);
    for (std::size_t at = 0; at < days.size();) {
        const auto end = std::min(days.find_first_of(",-", at), days.size());
        const std::string day = days.substr(at, end - at);
        if (!day_of_week(day) || days != parted(text, " ").first)
            return did_you_mean(day, {week.begin(), week.end()});
        at = end + 1;
    }
    return {};
}

bool overlap(const hours::Opening& one, const hours::Opening& other) {
    constexpr minutes a_week = 24h * 7;
    for (const auto& here : spans_of_week(one))
        for (const auto& there : spans_of_week(other))
            for (const minutes later : {-a_week, minutes{}, a_week})
                if (here.from < there.to + later && there.from + later < here.to) return true;
    return false;
}

}  // namespace layby::settings
