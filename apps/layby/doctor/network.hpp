// The network as a server needs it: ports, addresses, names.
#pragma once
#include <string>

#include "layby/doctor/finding.hpp"
#include "settings/settings.hpp"

namespace layby::app {

/// `running`: a server that answers has them, and should.
Findings look_at_ports(const settings::Settings& settings, bool running);
/// `stun`: a STUN server ("stun.example.org" or with ":port") that says as whom we are seen outside; empty:
/// nobody is asked.
Findings look_at_addresses(const settings::Settings& settings, const std::string& stun);
/// The hosts of trunks. Waits for name servers.
Findings look_at_names(const settings::Settings& settings);
/// What a firewall has to let in.
Findings list_for_a_firewall(const settings::Settings& settings);

}  // namespace layby::app
