// The file of generated passwords in the state directory: "version = 1" and a table [passwords]. Written
// whole or not at all. Before the loop starts.
#pragma once
#include <filesystem>
#include <map>
#include <string>

namespace layby::settings {

using Passwords = std::map<std::string, std::string>;  ///< by user

/// What is kept; empty when there is no file yet. Throws std::runtime_error for a damaged file, which stays
/// as it is. The sentence never contains a password.
Passwords read_passwords(const std::filesystem::path& file);
/// Replaces the file with mode 0600; throws std::runtime_error when that fails, and then the old one is still
/// there.
void write_passwords(const std::filesystem::path& file, const Passwords& passwords);

}  // namespace layby::settings
