// `layby backup` and `layby restore`: what a server keeps, in one file. Main thread of a process of their
// own: a server that runs hears nothing of a backup.
#pragma once
#include <filesystem>

#include "layby/exit_code.hpp"

namespace layby::app {

/// Makes `file`, mode 0600, of a state directory whose server may run. Nothing is overwritten.
ExitCode backup(const std::filesystem::path& state, const std::filesystem::path& file);

/// Puts a backup in the place of what is in a state directory, which is kept aside there. Refused while a
/// server runs in it. Root does it as the owner of the directory.
ExitCode restore(const std::filesystem::path& state, const std::filesystem::path& file);

}  // namespace layby::app
