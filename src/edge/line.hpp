// A connection that the edge keeps to a trunk: what is wanted, and what has become of it. Plain values.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "tls/peer.hpp"
#include "words/address.hpp"

namespace layby::edge {

/// A trunk to which a connection is wanted.
struct WantedLine {
    std::string trunk;
    std::vector<Address> servers;  ///< in the order to try them
    tls::Peer peer;
    Address inside;       ///< who takes on loopback what comes; of servers with IPv4
    Address inside_v6{};  ///< and of those with IPv6
};

/// Empty: this machine has no loopback of that family.
inline const Address& place_for(const Address& peer, const Address& v4, const Address& v6) {
    return peer.ip.find(':') == std::string::npos ? v4 : v6;
}

/// What has become of it.
struct LineNews {
    std::string trunk;
    bool up{};
    Address server;             ///< that it leads to, or led to
    std::string why{};          ///< it isn't there: a sentence for the admin
    std::string certificate{};  ///< it is: whom its server's is for
    std::optional<std::chrono::system_clock::time_point> valid_until{};
};

}  // namespace layby::edge
