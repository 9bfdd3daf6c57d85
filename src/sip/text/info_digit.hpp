// Key presses in SIP INFO: application/dtmf-relay ("Signal=5", "Duration=160") and application/dtmf ("5").
// Pure; any thread; safe on any bytes.
#pragma once
#include <optional>
#include <string_view>

#include "words/time.hpp"

namespace layby::sip {

struct InfoKey {
    char digit{};
    Duration length{std::chrono::milliseconds{100}};
    bool operator==(const InfoKey&) const = default;
};
/// None: no key in it.
std::optional<InfoKey> read_info_digit(std::string_view body);

}  // namespace layby::sip
