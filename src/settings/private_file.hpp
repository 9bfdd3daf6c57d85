// A file for our own user alone. Before the loop starts.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace layby::settings {

/// Replaces the file, mode 0600, whole or not at all: it is durable then. Throws std::runtime_error with a
/// sentence for the admin.
void write_private(const std::filesystem::path& file, std::string_view text);

/// All of it; none: there is no such file. Throws std::runtime_error with a sentence for the admin when it
/// can't be read, which says nothing of what is in it.
std::optional<std::string> read_private(const std::filesystem::path& file);

}  // namespace layby::settings
