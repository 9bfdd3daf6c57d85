// The invitations of desk phones in a file of the state directory: a line each, with the hash of the secret
// alone. Main thread at the start, then the housekeeper's.
#pragma once
#include <filesystem>
#include <vector>

#include "console/invitation.hpp"

namespace layby::app {

/// None when there is no file. Throws std::runtime_error with a sentence for the admin when it can't be read.
std::vector<console::Invitation> read_invitations(const std::filesystem::path& file);
/// Durable when it returns. Throws std::runtime_error with a sentence for the admin.
void write_invitations(const std::filesystem::path& file,
                       const std::vector<console::Invitation>& invitations);

}  // namespace layby::app
