// A file for our own user alone. Before the loop starts.
#pragma once
#include <filesystem>
#include <string_view>

namespace layby::settings {

/// Replaces the file, mode 0600, whole or not at all: it is durable then. Throws std::runtime_error with a
/// sentence for the admin.
void write_private(const std::filesystem::path& file, std::string_view text);

}  // namespace layby::settings
