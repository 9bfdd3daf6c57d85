// PINs that are dialled behind a code: "*68701*4711". For this folder only; pure.
#pragma once
#include <string>
#include <string_view>

namespace layby::trace {

/// False: it is of no use to look for one.
bool may_have_pins(std::string_view text);

/// Adds a piece of a message to `out`, with "(PIN)" for the digits behind the second of two stars with digits
/// between them, and behind any star but a leading one in the user part of an address. Stars and digits may
/// be escaped (RFC 3261 section 25.1).
void add_without_pins(std::string_view text, std::string& out);

}  // namespace layby::trace
