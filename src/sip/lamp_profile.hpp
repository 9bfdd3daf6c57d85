// How a kind of phone wants its lamps told: the shape of the dialog information differs by vendor. Chosen by
// the watcher's User-Agent, or by name in the settings. Constant data; any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sip/lamps/dialog_info.hpp"

namespace layby::sip {

struct LampProfile {
    std::string_view name;
    DialogPhase parked{DialogPhase::confirmed};
    DialogPhase recalling{DialogPhase::early};  ///< parked, and its recall rings
    bool rendering{true};  ///< says that the slot doesn't listen to its caller (sip.rendering)
    bool partial{};        ///< of several dialogs only those that changed are told
};

/// The profile of a phone that sends this User-Agent; "default" for one that is not known.
const LampProfile& lamp_profile_for(std::string_view user_agent);
/// By name; null: no such profile.
const LampProfile* lamp_profile_named(std::string_view name);
std::vector<std::string> lamp_profile_names();

}  // namespace layby::sip
