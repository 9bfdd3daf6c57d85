// What may be done with who waits in a slot. Console thread; owned by the API.
#pragma once
#include "console/api/route.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class OrderResources {
  public:
    /// `desk` outlives it.
    OrderResources(const Desk& desk, Post post);
    Routes routes();

  private:
    void retrieve(const Asked&, Answered);
    void release(const Asked&, Answered);
    void set_pin(const Asked&, Answered);
    void edit(const Asked&, Answered);
    void park(const Asked&, Answered);
    void hang_up(const Asked&, Answered);

    const Desk& desk_;
    Post post_;
};

}  // namespace layby::console
