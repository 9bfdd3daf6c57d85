// `layby history`: what was, in the terminal. As the commands in commands.hpp.
#pragma once
#include <ctime>
#include <optional>
#include <string>

#include "layby/client.hpp"
#include "layby/exit_code.hpp"

namespace layby::app {

/// What is to be shown of what was, and how; what is empty doesn't matter.
struct PastShown {
    std::size_t limit{20};
    bool calls{};  ///< every call, and not the parked ones alone
    bool json{}, csv{};
    std::string number{}, user{}, lot{}, outcome{}, before{};
    std::string from{}, to{};  ///< in the time of this machine
};

ExitCode show_history(const Client& client, const PastShown& wanted);
/// One entry with the steps of its call.
ExitCode show_story(const Client& client, const PastShown& wanted, const std::string& entry);
ExitCode erase_number(const Client& client, const std::string& number);

/// A local time such as "2026-11-22", "2026-11-22 08:30" or "08:30" (of today) as the API wants it; none when
/// it is none. `now`: seconds since 1970.
std::optional<std::string> utc_of(const std::string& local, std::time_t now);

// What they print, from the API's JSON; for tests.
std::string history_text(const std::string& json);
std::string past_calls_text(const std::string& json);
std::string story_text(const std::string& json);

}  // namespace layby::app
