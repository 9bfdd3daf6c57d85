// The tokens of the API in a file of the state directory: a line each, with the
// hash alone. Main thread at the start, then the housekeeper's.
#pragma once
#include <filesystem>
#include <vector>

#include "console/token.hpp"

namespace layby::app {

/// None when there is no file. Throws std::runtime_error with a sentence for
/// the admin when it can't be read.
std::vector<console::Token> read_tokens(const std::filesystem::path& file);
/// Durable when it returns. Throws std::runtime_error with a sentence for the
/// admin.
void write_tokens(const std::filesystem::path& file, const std::vector<console::Token>& tokens);

}  // namespace layby::app
