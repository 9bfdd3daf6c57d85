// What the clocks of the office's hours say. Plain data, owned by the board; signalling thread.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "calls/office.hpp"

namespace layby::calls {

struct Timetable {
    struct Entry {
        Hours hours;
        hours::Reading clock;
    };
    std::map<std::string, Entry> entries;  ///< by name
    /// The wall clock at our instant 0.
    std::chrono::sys_time<Duration> wall_at_zero{};
    std::optional<Instant> next;  ///< something opens or closes; none: nothing does
    bool touched{};               ///< something may be open that was closed, or the other way round
};

}  // namespace layby::calls
