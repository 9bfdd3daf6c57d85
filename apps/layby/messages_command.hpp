// The command `layby messages`: what callers have said into message boxes. As commands.hpp.
#pragma once
#include <string>

#include "layby/client.hpp"
#include "layby/exit_code.hpp"

namespace layby::app {

/// Of this user; empty: of all.
ExitCode show_messages(const Client& client, const std::string& box, bool json);
/// Its sound, into this file.
ExitCode save_message(const Client& client, const std::string& message, const std::string& file);
ExitCode mark_message(const Client& client, const std::string& message, bool heard);
ExitCode delete_message(const Client& client, const std::string& message);

// For tests.
std::string messages_text(const std::string& json);

}  // namespace layby::app
