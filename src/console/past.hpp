// What the console may ask of the history, and what it is told. Plain values.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "calls/past_call.hpp"
#include "calls/past_park.hpp"

namespace layby::console {

using Wall = std::chrono::system_clock::time_point;

/// A parked call that has ended, with the wall clock's times.
struct PastCall {
    std::uint64_t id{};
    calls::PastPark park;
    Wall parked, ended;
};

/// A call that has ended, also one that was never parked.
struct EndedCall {
    std::uint64_t id{};
    calls::PastCall call;
    Wall began, ended;
    std::optional<Wall> answered{};  ///< none: it never was
    std::optional<Party> met{};      ///< with whom it talked first, if that is known
};

struct PastStep {
    Wall at;
    calls::CallStep step;
};

/// Which entries are wanted, newest first; whatever is empty doesn't matter.
struct PastWanted {
    std::size_t limit{100};
    std::uint64_t before{};  ///< only those whose id is smaller; 0: all
    std::uint64_t only{};    ///< this one alone; 0: not just one
    std::optional<Wall> from{}, to{};
    std::string number{}, user{}, lot{}, outcome{};
    std::optional<std::vector<std::string>> lots{};  ///< that nothing but these was in; none: all
    bool operator==(const PastWanted&) const = default;
};

}  // namespace layby::console
