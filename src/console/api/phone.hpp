// The phone of somebody who is logged in, in the browser: what it registers with, and its WebSocket. Console
// thread; owned by the API.
#pragma once
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class PhoneResources {
  public:
    /// `desk` outlives it.
    PhoneResources(const Desk& desk, Post post);
    Routes routes();

  private:
    void web_socket(const Asked&, Answered);
    void log_in(const Asked&, Answered);

    const Desk& desk_;
    Post post_;
};

}  // namespace layby::console
