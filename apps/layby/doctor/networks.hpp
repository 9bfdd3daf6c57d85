// As whom the networks of the settings see this machine.
#pragma once
#include <string>

#include "layby/doctor/finding.hpp"
#include "layby/lookout.hpp"
#include "settings/settings.hpp"

namespace layby::app {

/// Waits for name servers and STUN servers.
Findings look_at_networks(const settings::Settings& settings, const Lookout::Ask& ask = look_up);
/// The address that peers outside are told; empty: our own one, or it can't be looked up.
std::string told_outside(const settings::Settings& settings, const Lookout::Ask& ask = look_up);

}  // namespace layby::app
