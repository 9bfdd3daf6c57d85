// The file: opened, made, recognised as ours, and brought up to date step by step. Before the loop starts.
#pragma once
#include <filesystem>

#include "store/restoring.hpp"

namespace layby::store {

/// Throws std::runtime_error with a sentence for the admin; a file that is refused stays as it is.
Opened open_file(const std::filesystem::path& file, const Moment& now);

}  // namespace layby::store
