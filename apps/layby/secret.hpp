// Reads what nobody should look at: one line of standard input, unseen when it is typed at a terminal.
#pragma once
#include <string>

namespace layby::app {

/// Without its line end; empty when there is nothing to read.
std::string read_secret(const std::string& question);

/// Somebody can be asked.
bool on_terminal();
/// Yes or no, from the terminal; anything but "y" or "yes" is no.
bool confirmed(const std::string& question);

}  // namespace layby::app
