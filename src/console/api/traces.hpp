// The SIP messages of the last while: of a call, a user or an address, as JSON, as a ladder or for Wireshark.
// Who reads them is noted, as they say who has talked to whom. Console thread; owned by the API.
#pragma once
#include <chrono>
#include <map>
#include <string>

#include "console/api/journal.hpp"
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class TraceResources {
  public:
    /// Both outlive it.
    TraceResources(const Desk& desk, const Journal& journal) : desk_(desk), journal_(journal) {}
    Routes routes();

  private:
    using Clock = std::chrono::steady_clock;

    void messages(const Asked&, Answered);
    bool is_news(const Guest& guest, const trace::Wanted& wanted, Clock::time_point now);

    const Desk& desk_;
    const Journal& journal_;
    std::map<std::string, Clock::time_point> asked_;  ///< who has asked lately, and for what
};

}  // namespace layby::console
