// Asks a STUN server as whom this machine is seen outside (RFC 8489). Waits for the answer.
#pragma once
#include <optional>
#include <string>

#include "words/address.hpp"

namespace layby::app {

struct SeenBy {
    std::optional<Address> address;
    std::string why_not{};  ///< there is none
};

/// `server`: a name or address, with ":port" if it isn't 3478.
SeenBy seen_by(const std::string& server, bool over_ipv6 = false);

}  // namespace layby::app
