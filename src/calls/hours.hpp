// Hours as people switch them and look at them: by the clock, or open or closed by hand. Plain values.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "hours/zone.hpp"

namespace layby::calls {

/// How hours are set.
enum class HoursSet : std::uint8_t { by_clock, open, closed };

/// By a program, a board, or a code.
struct HoursOrder {
    std::string hours;
    HoursSet set{};
    bool until_next_change{};  ///< by hand only until the clock opens or closes them the next time
};

/// What somebody has set by hand, as it is kept.
struct HandSet {
    std::string hours;
    bool open{};
    std::optional<hours::WallTime> until{};  ///< then the clock counts again; none: until somebody says so
    bool operator==(const HandSet&) const = default;
};
/// It is by the clock again.
struct HandSetOver {
    std::string hours;
    bool operator==(const HandSetOver&) const = default;
};

struct HoursView {
    std::string name, code, time_zone;
    bool open{};
    HoursSet set{};
    std::optional<hours::WallTime> set_until{};
    bool open_by_clock{};
    std::optional<hours::WallTime> clock_changes{};  ///< none: not within a year
    bool operator==(const HoursView&) const = default;
};

}  // namespace layby::calls
