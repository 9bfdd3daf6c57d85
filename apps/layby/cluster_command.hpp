// The command `layby cluster`: who is in it, and who has which slot, as etcd says it.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "cluster/engine.hpp"
#include "layby/exit_code.hpp"
#include "settings/settings.hpp"

namespace layby::app {

ExitCode cluster_status(const std::filesystem::path& config);

// For tests.
/// `engine`: how each of its addresses is; empty: it doesn't answer.
std::string cluster_text(const settings::Cluster& cluster, const std::vector<std::string>& engine,
                         const cluster::Listed& keys);

}  // namespace layby::app
