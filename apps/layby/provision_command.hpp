// `layby provision`: ready settings for somebody's phone, in the terminal or as files. As the commands in
// commands.hpp.
#pragma once
#include <filesystem>
#include <string>

#include "layby/client.hpp"
#include "layby/exit_code.hpp"

namespace layby::app {

/// What is empty is as suits most phones.
struct ProvisionShown {
    std::string phone{}, user{};  ///< no phone: which ones there are
    std::string host{}, transport{}, lot{};
    std::size_t keys{};  ///< 0: one for each slot
    bool with_password{};
    bool json{};
    std::filesystem::path into{};  ///< a directory for the files; empty: standard output
};

ExitCode provision(const Client& client, const ProvisionShown& wanted);

/// What it prints, from the API's JSON; for tests.
std::string kinds_of_phones_text(const std::string& json);
std::string settings_text(const std::string& json);

}  // namespace layby::app
