// The token that opens the API over TCP: a line of text in a file of the state directory.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

namespace layby::settings {

/// What is in the file; none when it isn't there or can't be read.
std::optional<std::string> read_token(const std::filesystem::path& file);

/// The token that is kept in the file, or a new one, which is kept. Throws std::runtime_error with a sentence
/// for the admin, which never contains the token.
std::string kept_token(const std::filesystem::path& file);

}  // namespace layby::settings
