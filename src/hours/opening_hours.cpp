#include "hours/opening_hours.hpp"

#include <algorithm>

namespace layby::hours {
namespace {

using std::chrono::local_days;
using std::chrono::year_month_day;

struct Local {
    LocalTime from, to;
};
struct Open {
    WallTime from, to;
};

constexpr int days_looked_ahead = 400;

Local span_of(local_days day, const Span& span) { return {day + span.from, day + span.to}; }

bool is_on(const Opening& opening, local_days day) {
    return opening.days.at(std::chrono::weekday{day}.iso_encoding() - 1);
}

bool is_on(const Closing& closing, local_days day) {
    const year_month_day date{day};
    const std::chrono::month_day of_year{date.month(), date.day()};
    if (closing.first.year) {
        const auto at = [](const Day& one) { return *one.year / one.day.month() / one.day.day(); };
        return at(closing.first) <= date && date <= at(closing.last);
    }
    const bool begun = closing.first.day <= of_year, still = of_year <= closing.last.day;
    return closing.first.day <= closing.last.day ? begun && still : begun || still;
}

/// What is left of the spans without this one.
void cut_out(std::vector<Local>& spans, const Local& closed) {
    std::vector<Local> left;
    for (const Local& span : spans) {
        const Local before{span.from, std::min(span.to, closed.from)};
        const Local after{std::max(span.from, closed.to), span.to};
        if (before.from < before.to) left.push_back(before);
        if (after.from < after.to) left.push_back(after);
    }
    spans = std::move(left);
}

void cut_out_closings(const OpeningHours& hours, std::vector<Local>& spans, local_days day) {
    for (const Closing& closing : hours.closed)
        if (is_on(closing, day)) cut_out(spans, span_of(day, closing.span));
}

/// What is opened on that day, in order. A span that ends on the next day is closed there as well, if that
/// day is.
std::vector<Open> openings_of(const OpeningHours& hours, local_days day) {
    std::vector<Local> spans;
    for (const Opening& opening : hours.open)
        if (is_on(opening, day)) spans.push_back(span_of(day, opening.span));
    cut_out_closings(hours, spans, day);
    cut_out_closings(hours, spans, day + std::chrono::days{1});
    std::vector<Open> open;
    for (const Local& span : spans) {
        const Open one{hours.zone.first(span.from), hours.zone.first(span.to)};
        if (one.from < one.to) open.push_back(one);
    }
    std::ranges::sort(open, {}, &Open::from);
    return open;
}

}  // namespace

Reading read_clock(const OpeningHours& hours, WallTime now) {
    Reading reading;
    const auto today = std::chrono::floor<std::chrono::days>(hours.zone.local(now));
    for (int ahead = -1; ahead <= days_looked_ahead; ++ahead)
        for (const Open& open : openings_of(hours, today + std::chrono::days{ahead})) {
            if (open.to <= now) continue;
            const bool goes_on = reading.open && open.from <= *reading.until;
            if (open.from <= now || goes_on) {
                reading = {true, std::max(open.to, reading.until.value_or(open.to))};
                continue;
            }
            return reading.open ? reading : Reading{false, open.from};
        }
    const bool always = reading.open && *reading.until > now + std::chrono::days{days_looked_ahead - 2};
    return always ? Reading{true, {}} : reading;
}

}  // namespace layby::hours
