// Codes by which a user says from its phone what is to be done with its calls. Pure; any thread.
#pragma once
#include <optional>
#include <string>

#include "calls/office.hpp"
#include "calls/presence.hpp"

namespace layby::calls {

/// A user's own phone changes its presence.
struct ToPresence {
    enum class Change : std::uint8_t {
        do_not_disturb_on,
        do_not_disturb_off,
        do_not_disturb_other,  ///< on where it is off, off where it is on
        always,
        busy,
        no_answer,
        unregistered,
        no_forwards,
    };
    Change change{};
    std::string number{};  ///< forwarded to; empty: that forward ends
    Duration after{};      ///< no_answer; zero: as long as it was
    std::string user{};    ///< whom a lamp's key names; empty: who dials
};

/// None: the number is no such code.
std::optional<ToPresence> presence_code(const Codes& codes, const std::string& number);

}  // namespace layby::calls
