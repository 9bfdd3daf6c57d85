// How an address is written that came over a socket for both families: "192.0.2.7", not "::ffff:192.0.2.7".
// Whoever counts or bans by text would take the two for different hosts. Pure; any thread.
#pragma once
#include <string>

namespace layby {

/// Anything else stays as it is.
std::string plain_ip(const std::string& ip);

}  // namespace layby
