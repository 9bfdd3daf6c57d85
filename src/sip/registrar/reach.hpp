// How a registered device is reached. Pure functions; signalling thread.
#pragma once
#include <string>
#include <vector>

#include "sip/registrar/binding.hpp"

namespace layby::sip {

/// How to send a request to a device.
struct Reach {
    std::string request_uri;         ///< the contact
    std::vector<std::string> route;  ///< its Path: Route headers; then the next hop is the first of them
    Address hop;                     ///< else the address to send to
    Transport transport{};
    Flow flow;                    ///< prefer this connection while it is open
    std::string hop_uri() const;  ///< "sip:192.0.2.7:5060;transport=udp", for NTATAG_DEFAULT_PROXY
};
Reach reach(const Binding& binding);
/// Its contact names another host than it registered from.
bool is_behind_nat(const Binding& binding);
/// False when its connection ended with the process before, and we can't open another one. To its contact we
/// can if it registered from the very address that it names (no NAT is between), and not from the port that
/// it names: that one is where it listens.
bool can_be_reached(const Binding& binding);

}  // namespace layby::sip
