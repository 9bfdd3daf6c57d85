// The MAC address of a telephone: as a label has it, and as two of them are compared. Pure functions; any
// thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace layby::provision {

/// Twelve hexadecimal digits in small letters, of "00:15:65:12:34:56", "00-15-65-12-34-56", "0015.6512.3456"
/// or the digits alone. None: it is no address, or not one of a single machine.
std::optional<std::string> mac_in(std::string_view text);
/// "00:15:65:12:34:56"
std::string shown_mac(std::string_view digits);

}  // namespace layby::provision
