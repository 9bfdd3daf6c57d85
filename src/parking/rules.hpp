// What an admin decides about a lot. Plain values, validated where the settings are read.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "words/ids.hpp"
#include "words/time.hpp"

namespace layby::parking {

using namespace std::chrono_literals;

/// How a free slot is chosen for "any slot".
enum class SlotChoice { first, next, least_recently_used, random };

/// What a directed park does when its slot is taken, or in quarantine for somebody else.
enum class WhenTaken { refuse, next_free };

/// One rung of the ladder that is tried when nobody retrieves.
struct Step {
    enum class Who { parker, user, number };
    Who who{Who::parker};
    std::string target;      ///< the user's name or the number; empty for the parker
    Duration ring_for{30s};  ///< how long it rings before the next step
    std::string trunk{};     ///< the parker's, when it is a number that is reached through one
    bool operator==(const Step&) const = default;
};

/// What a caller who waits may choose by a key of its phone. Nothing unless the admin offers it.
struct Choices {
    std::string operator_number;  ///< 0 rings it; the caller stays in its slot until somebody answers
    Duration operator_ring{30s};
    bool message{};       ///< 1 takes down a message for whom it is parked for, or who has parked it
    bool call_back{};     ///< 2 ends the call, and somebody calls back
    Duration after{10s};  ///< the caller is told of them first, and then
    Duration every{60s};  ///< again and again
    bool any() const { return message || call_back || !operator_number.empty(); }
    bool operator==(const Choices&) const = default;
};

struct LotRules {
    std::string name{"main"};
    SlotNumber first{701}, last{720};  ///< both included
    bool has(SlotNumber slot) const { return slot >= first && slot <= last; }
    SlotChoice choice{SlotChoice::least_recently_used};
    WhenTaken when_taken{WhenTaken::refuse};
    Duration quarantine{10s};  ///< a released slot is not given again for so long
    Duration reservation{5s};  ///< a reserved slot waits so long for its caller once the parker has left
    Duration reminder{60s};    ///< zero: no reminder
    Duration recall{120s};     ///< zero: no recall
    std::vector<Step> ladder{Step{}};  ///< tried in order, then again, `recall` apart
    std::string fallback;              ///< number tried after the ladder and at max_wait; empty: none
    Duration fallback_ring{60s};
    /// The caller goes to the fallback; without one it stays and the ladder runs again. Zero: no such limit.
    Duration max_wait{30min};
    std::string music{"default"};
    Choices choices{};
};

}  // namespace layby::parking
