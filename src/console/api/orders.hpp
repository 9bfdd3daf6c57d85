// What may be done with who waits in a slot. Console thread; owned by the API.
#pragma once
#include "console/api/route.hpp"
#include "console/feeds.hpp"
#include "console/http_server.hpp"

namespace layby::console {

class OrderResources {
  public:
    /// `desk` and `feeds` outlive it.
    OrderResources(const Desk& desk, Feeds& feeds, Post post);
    Routes routes();

  private:
    void retrieve(const Asked&, Answered);
    void release(const Asked&, Answered);
    void set_pin(const Asked&, Answered);
    void edit(const Asked&, Answered);
    void ask_for_message(const Asked&, Answered);
    void park(const Asked&, Answered);
    void hang_up(const Asked&, Answered);
    void transfer_parked(const Asked&, Answered);
    void transfer(const Asked&, Answered);

    /// Why somebody who minds some lots alone has nothing to say about this call; none: that may be.
    std::optional<Answer> refuse_call(const Asked& asked, LegId leg);
    bool is_own_call(const Asked& asked, LegId leg);

    const Desk& desk_;
    Feeds& feeds_;
    Post post_;
};

}  // namespace layby::console
