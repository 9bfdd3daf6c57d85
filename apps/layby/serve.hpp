// `layby serve`: from the files to a running server, and to its end.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "layby/exit_code.hpp"

namespace layby::app {

struct ServeOptions {
    std::filesystem::path config;
    std::optional<std::filesystem::path> state;
    bool verbose{};
    std::string program{"layby"};             ///< as it was called, for the commands that it suggests
    std::vector<std::string> command_line{};  ///< all of it, for the program that takes this one's place
    bool core_dumps{};                        ///< a crash may leave one, with all passwords
};

/// Returns when the server has ended; when it was left (SIGUSR1), the process ends here. Says in one line
/// each what prevents a start.
ExitCode serve(const ServeOptions& options);

/// `layby check`: every error and warning of the file.
ExitCode check(const std::filesystem::path& config);

/// `layby dump`: what a server in this state directory keeps of its calls, a line of JSON for each record.
ExitCode dump(const std::filesystem::path& state);
/// `layby accounts`: who may register with which password. For the admin's terminal, never over the network.
ExitCode show_accounts(const std::filesystem::path& config, const std::optional<std::filesystem::path>& state,
                       const std::string& tenant);

}  // namespace layby::app
