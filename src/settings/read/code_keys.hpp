// What the codes are called in [codes]. Private to the settings.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "calls/office.hpp"

namespace layby::settings {

using Code = std::pair<const char*, std::string calls::Codes::*>;

inline constexpr std::array call_codes{
    Code{"park", &calls::Codes::park}, Code{"retrieve", &calls::Codes::retrieve},
    Code{"longest", &calls::Codes::longest}, Code{"pickup", &calls::Codes::pickup}};
/// By these a user says what is to be done with its calls.
inline constexpr std::array presence_codes{Code{"do_not_disturb", &calls::Codes::do_not_disturb},
                                           Code{"do_not_disturb_on", &calls::Codes::do_not_disturb_on},
                                           Code{"do_not_disturb_off", &calls::Codes::do_not_disturb_off},
                                           Code{"forward_always", &calls::Codes::forward_always},
                                           Code{"forward_busy", &calls::Codes::forward_busy},
                                           Code{"forward_no_answer", &calls::Codes::forward_no_answer},
                                           Code{"forward_unregistered", &calls::Codes::forward_unregistered},
                                           Code{"forward_off", &calls::Codes::forward_off}};

/// What is dialled for it: "*21", and "#21" and "##21", which end that forward.
inline std::vector<std::string> forms_of(const Code& code, const std::string& dialled) {
    const std::string_view key{code.first};
    if (dialled.empty()) return {};
    if (!key.starts_with("forward_") || key == "forward_off" || !dialled.starts_with('*')) return {dialled};
    return {dialled, '#' + dialled.substr(1), "##" + dialled.substr(1)};
}

}  // namespace layby::settings
