// `layby watch`: who waits where, live. A table on a terminal; else a line for each thing that happens.
#pragma once
#include <string>

#include "layby/client.hpp"
#include "layby/exit_code.hpp"

namespace layby::app {

struct WatchWanted {
    std::string lot{};    ///< empty: all
    bool json{};          ///< each event as a line, as the API says it
    std::size_t count{};  ///< ends after so many lines; 0: never
};

/// Until it is interrupted. When the server is gone for a while, as in an upgrade, it goes on afterwards.
/// Throws NoServer when there is none at the start.
ExitCode watch(const Client& client, const WatchWanted& wanted);

}  // namespace layby::app
