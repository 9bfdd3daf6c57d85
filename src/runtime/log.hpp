// The log: one line per fact worth telling an admin, on standard error. Any thread; never blocks on a disk.
// Secrets (passwords, digest responses, PINs, keys) are never passed to it.
#pragma once
#include <spdlog/spdlog.h>

namespace layby::log {

using spdlog::debug;
using spdlog::error;
using spdlog::info;
using spdlog::warn;

}  // namespace layby::log
