// How opening hours are spelled: days of the week, times of a day, days of the year. Pure functions: text in,
// value or nothing out.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "hours/opening_hours.hpp"

namespace layby::settings {

/// "mon-fri 08:00-12:00", "mon,wed,fri 09:00-17:30". What ends before it begins ends on the next day:
/// "fri 22:00-02:00".
std::optional<hours::Opening> read_opening(std::string_view text);
/// "12-24" in every year, "2026-12-24", "2026-12-24..2027-01-06", "12-24..01-06"; with times behind it a part
/// of these days: "12-31 12:00-24:00".
std::optional<hours::Closing> read_closing(std::string_view text);
/// The same spelling back, for messages.
std::string text_of(const hours::Opening& opening);
/// About text that is no opening, for a complaint: `; did you mean "mon"?`; empty: nothing is near.
std::string hint_on_days(std::string_view text);
/// Whether both are open at some time of a week.
bool overlap(const hours::Opening& one, const hours::Opening& other);

}  // namespace layby::settings
