// What Prometheus is told: the server's counters under the names that dashboards and alerts know them by.
// Text as prometheus-cpp writes it. Pure functions; console thread.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "console/copy.hpp"
#include "console/http_server.hpp"
#include "console/tally.hpp"
#include "runtime/process.hpp"

namespace layby::console {

/// The media type of the text (version 0.0.4 of the exposition format).
inline constexpr const char* metrics_type = "text/plain; version=0.0.4; charset=utf-8";

struct Measured {
    const std::vector<Count>& counts;
    const Copy& copy;
    const Tally& tally;
    std::optional<runtime::SpreadNow> commits;  ///< seconds of each; none: nothing is kept
    std::size_t rtp_ports{};                    ///< that there are
    const std::vector<WebhookView>& webhooks;
    std::chrono::system_clock::time_point now;
    Instant instant;  ///< the same by the switchboard's clock
    runtime::ProcessUse process;
    std::chrono::system_clock::time_point started;
};

std::string metrics_text(const Measured& measured);

}  // namespace layby::console
