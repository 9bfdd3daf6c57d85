// Click to call: a user's phone rings, and calls somebody. Console thread; owned by the API.
#pragma once
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class CallingResources {
  public:
    /// `desk` outlives it.
    CallingResources(const Desk& desk, Post post);
    Routes routes();

  private:
    void call(const Asked&, Answered);

    const Desk& desk_;
    Post post_;
};

}  // namespace layby::console
