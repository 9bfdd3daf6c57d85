// What the store remembers: calls that were parked, and who has changed what. Console thread; owned by the
// API.
#pragma once
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class RecordResources {
  public:
    /// `desk` outlives it.
    RecordResources(const Desk& desk, Post post);
    Routes routes();

  private:
    void history(const Asked&, Answered);
    void audit(const Asked&, Answered);

    const Desk& desk_;
    Post post_;
};

}  // namespace layby::console
