// The machine as a server needs it: its disk, its clock, its limits. Each writes or asks for a moment.
#pragma once
#include <filesystem>

#include "layby/doctor/finding.hpp"
#include "settings/settings.hpp"

namespace layby::app {

/// Where the server keeps its state; empty: nobody knows where.
Findings look_at_disk(const std::filesystem::path& state);
Findings look_at_clock();
/// Of this account, which should be the server's.
Findings look_at_limits(const settings::Settings& settings);

}  // namespace layby::app
