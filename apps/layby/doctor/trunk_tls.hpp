// Whether trunks over TLS can be reached, and prove who they are: as the server itself would try it. Waits
// for name servers and for the trunks.
#pragma once
#include "layby/doctor/finding.hpp"
#include "settings/settings.hpp"

namespace layby::app {

/// One for each trunk with transport = "tls".
void look_at_trunk_tls(Findings& out, const settings::Settings& settings);

}  // namespace layby::app
