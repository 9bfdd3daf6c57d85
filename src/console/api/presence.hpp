// What users want done with their calls: not to be disturbed, or sent elsewhere. Console thread; owned by the
// API.
#pragma once
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class PresenceResources {
  public:
    /// The desk outlives it.
    PresenceResources(const Desk& desk, Post post);
    Routes routes();

  private:
    void one(const Asked&, Answered);
    void set(const Asked&, Answered);

    const Desk& desk_;
    Post post_;
};

}  // namespace layby::console
