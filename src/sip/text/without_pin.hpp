// Addresses as they may be written down. Pure functions.
#pragma once
#include <string>

namespace layby::sip {

/// `"Lot" <sip:*68701*4711@office.example>` without the PIN behind the last '*'. Peers know a dialog by its
/// tags (RFC 3261 section 12.2.1.1), so that it goes on with a shorter number just as well.
std::string without_pin(const std::string& address);

}  // namespace layby::sip
