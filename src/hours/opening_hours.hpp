// Opening hours: when an office is open, by the clock on its wall. Pure functions and plain values; any
// thread.
//
// A span of a day begins and ends when the clock shows so for the first time. Where clocks go back, 02:30
// comes twice and the first one counts; where they go forward, 02:30 never comes and the moment at which they
// are turned counts. So an office never opens twice by one line, and no line is forgotten.
#pragma once
#include <array>
#include <chrono>
#include <compare>
#include <optional>
#include <vector>

#include "hours/zone.hpp"

namespace layby::hours {

/// Of a day, from its midnight on: `from` is in it, `to` isn't. What ends on the next day has a `to` above
/// 24 hours.
struct Span {
    std::chrono::minutes from{}, to{std::chrono::hours{24}};
    auto operator<=>(const Span&) const = default;
};

/// On these days of the week.
struct Opening {
    std::array<bool, 7> days{};  ///< from Monday on
    Span span;
    bool operator==(const Opening&) const = default;
};

/// A day of one year, or of every year.
struct Day {
    std::optional<std::chrono::year> year{};  ///< none: of every year
    std::chrono::month_day day{};
    bool operator==(const Day&) const = default;
};

/// Closed from the first of these days to the last, both included; both are of a year, or neither is. Of days
/// of every year the last may be before the first: that is over New Year.
struct Closing {
    Day first, last;
    Span span{};  ///< of each of these days
    bool operator==(const Closing&) const = default;
};

struct OpeningHours {
    std::vector<Opening> open;
    std::vector<Closing> closed{};
    Zone zone{};
    bool operator==(const OpeningHours&) const = default;
};

/// What the clock says.
struct Reading {
    bool open{};
    std::optional<WallTime> until{};  ///< the next change; none: there is none within a year
    bool operator==(const Reading&) const = default;
};

/// Takes longer the further away the next change is: some milliseconds at worst.
Reading read_clock(const OpeningHours& hours, WallTime now);

}  // namespace layby::hours
