// Hours that open and close: looked at, and switched by hand. Console thread; owned by the API.
#pragma once
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class HoursResources {
  public:
    /// The desk outlives it.
    HoursResources(const Desk& desk, Post post);
    Routes routes();

  private:
    void all(const Asked&, Answered);
    void set(const Asked&, Answered);

    const Desk& desk_;
    Post post_;
};

}  // namespace layby::console
