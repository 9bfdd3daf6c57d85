// Secrets in a file that others can read.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "settings/settings.hpp"

namespace layby::settings {

/// A warning when the file has passwords or PINs, and every account of this machine may read it; `settings`
/// as they were read from it. None when all is well.
std::optional<std::string> exposure(const Settings& settings, const std::filesystem::path& file);
/// The same of this file and of those of its tenants.
std::vector<std::string> exposures(const Settings& settings, const std::filesystem::path& file);

}  // namespace layby::settings
