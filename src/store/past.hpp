// What the history tells, and what may be asked of it. Plain values; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "calls/past_call.hpp"
#include "calls/past_park.hpp"
#include "sip/kept_registrations.hpp"

namespace layby::store {

/// A parked call that has ended. Nothing of a caller who asked for privacy is kept.
struct HistoryEntry {
    std::uint64_t id{};  ///< rises with every entry, also across restarts
    sip::WallTime parked, ended;
    calls::PastPark park;
};

/// A call that has ended. Likewise.
struct CallEntry {
    std::uint64_t id{};  ///< rises with every entry
    sip::WallTime began, ended;
    std::optional<sip::WallTime> answered;  ///< none: it never was
    calls::PastCall call;
    std::optional<Party> met;  ///< with whom it talked first, as far as that call is remembered
};

struct StepEntry {
    sip::WallTime at;
    calls::CallStep step;
};

/// Which entries are wanted; whatever is empty or 0 doesn't matter. Newest first.
struct HistoryWanted {
    std::size_t limit{100};
    std::uint64_t before{};                          ///< only those whose id is smaller
    std::uint64_t only{};                            ///< this one alone
    sip::WallTime from{}, to{};                      ///< began at or after the one, before the other
    std::string number{};                            ///< of anybody in it
    std::string user{};                              ///< parked or took it; whose phone it was, or talked to
    std::string lot{};                               ///< was parked there
    std::string outcome{};                           ///< as the history says it
    std::string tenant{};                            ///< whose history; set by the store
    std::optional<std::vector<std::string>> lots{};  ///< that it was in no other one; none: in any
};

/// "answered", "refused" or "unanswered".
const char* outcome_of(const calls::PastCall& call);

}  // namespace layby::store
