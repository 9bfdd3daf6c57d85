// What a SUBSCRIBE asks for, taken from the message. For this folder only; signalling thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sip/lamps/package.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

struct SubscribeRequest {
    std::optional<Package> package;  ///< none: one that isn't offered here (489)
    std::string event;               ///< the Event header's value, with its id
    std::string user, host;          ///< of the Request-URI: the user unescaped, the host as written
    std::string orbit;               ///< ;orbit= of the Request-URI
    std::optional<std::uint32_t> expires;
    bool takes_lists{};  ///< Supported: eventlist (RFC 4662)
    bool takes_type{};   ///< Accept names the package's type, or there is no Accept
    std::string contact, user_agent;
};

SubscribeRequest read_subscribe(const sip_t& sip);
const char* type_of(Package package);
std::string allow_events_header();  ///< "Allow-Events: …\r\n"

}  // namespace layby::sip
