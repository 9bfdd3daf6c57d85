// What this program was built from, and how: for `layby version`. For the command line alone; any thread.
#pragma once
#include <string>

namespace layby::app {

/// Some lines: the version, the commit, the compiler and its flags.
std::string build_info();

}  // namespace layby::app
