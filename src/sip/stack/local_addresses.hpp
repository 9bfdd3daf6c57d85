// Our own addresses: which there are, which one leads to a peer, and why one can't be listened on. System
// calls that don't block; any thread.
#pragma once
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sip/options.hpp"

namespace layby::sip {

inline bool is_v6(const std::string& ip) { return ip.find(':') != std::string::npos; }

/// A wildcard becomes one socket for each of our addresses, so that each peer is answered from the right one.
std::vector<Listen> expanded(const std::vector<Listen>& listens);
/// Our address towards a peer, by the routing table; nothing is sent. Empty: no route.
std::string route_source(const std::string& peer_ip);
/// A sentence for the admin.
std::runtime_error cannot_listen(const Listen& listen, int error);
/// The same if a socket of our own can't be bound there, either.
std::optional<std::runtime_error> cannot_listen_if_so(const Listen& listen);

}  // namespace layby::sip
