// How a PIN of a parked call is kept: never in clear, so that neither a disk nor a core dump tells it. Pure
// functions.
#pragma once
#include <string>

namespace layby::calls {

/// A salted hash (PBKDF2, RFC 8018), another one each time. Few digits can be tried out by who has it; that
/// takes intent, reading over somebody's shoulder doesn't.
std::string hashed_pin(const std::string& pin);

/// Whether these digits are the PIN, which is hashed or, where the settings have it, in clear.
bool is_the_pin(const std::string& pin, const std::string& digits);

/// A PIN from before they were hashed.
bool is_clear_pin(const std::string& pin);

}  // namespace layby::calls
