// The command line written down for others: the manual page layby(1), and completion for shells. Made from
// the commands themselves, so that it can't say anything else than they do. Main thread.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace layby::app {

/// In the order in which they are shown.
std::vector<const CLI::App*> commands_of(const CLI::App& app);
std::vector<const CLI::Option*> options_of(const CLI::App& command);
/// Calls it with each command under `app` and the words that lead to it, such as "token add".
void each_command(const CLI::App& app,
                  const std::function<void(const std::string& words, const CLI::App& command)>& see);
/// What may follow it, such as {"on", "off"}; none: anything.
std::vector<std::string> choices_of(const CLI::Option& option);

/// What stands below the commands.
struct Notes {
    std::string examples, places, exit_codes;
};
/// layby(1), for man.
std::string manual(const CLI::App& app, const Notes& notes);

std::string bash_completion(const CLI::App& app);
std::string zsh_completion(const CLI::App& app);

}  // namespace layby::app
