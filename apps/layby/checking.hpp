// Reading the file of settings, and what is to be said about it. Any thread but the signalling one, as a disk
// may stall.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "settings/settings.hpp"

namespace layby::app {

void say_on_stderr(const std::string& line);

std::vector<std::string> sentences(const std::vector<settings::Problem>& problems);

struct FoundSettings {
    std::string text;
    settings::Settings settings;
};
/// What is in the file; none when it has errors, which have been said on standard error then.
std::optional<FoundSettings> read_or_say(const std::filesystem::path& config);

/// What an admin should know although it doesn't stop a start: of the settings, the machine, and the sounds.
std::vector<std::string> all_warnings(const settings::Settings& settings);

}  // namespace layby::app
