// Where an outbound INVITE goes. Plain value; for this folder and the endpoint; signalling thread.
#pragma once
#include <optional>
#include <string>

#include "sip/dialog/kept_calls.hpp"
#include "sip/stack/flow.hpp"
#include "sip/stack/resolver.hpp"
#include "words/transport.hpp"

namespace layby::sip {

/// Several are tried in turn.
struct Target {
    std::string uri;
    std::string next_hop;
    std::string route_headers;
    Flow flow;
    std::string peer_ip;
    Transport transport{};
    std::optional<Server> server;  ///< of a trunk
    std::string extra_headers{};   ///< lines that only this INVITE has
    std::string features{};        ///< parameters of our Contact (RFC 3840)
};

KeptTarget kept_of(const Target& target);
Target target_of(const KeptTarget& kept);

}  // namespace layby::sip
