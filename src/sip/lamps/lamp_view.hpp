// A lamp as it is shown: whose phone watches what, and whether it knows. A plain value.
#pragma once
#include <string>

#include "words/time.hpp"

namespace layby::sip {

struct LampView {
    std::string user;     ///< whose phone; of a trunk: its name
    std::string address;  ///< where the phone was last heard
    std::string kind;     ///< "slot", "lot", "list", "user", "parked for"
    std::string of;       ///< the slot's number, or the name of the lot or user
    std::string profile;  ///< the shape in which it is told
    Duration left{};      ///< until it ends, unless the phone refreshes it
    bool confirmed{};     ///< the phone has answered the last that there was to tell
};

}  // namespace layby::sip
