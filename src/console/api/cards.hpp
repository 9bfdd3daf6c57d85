// Key cards: what somebody presses on the own phone, as a PDF. Drawn on a thread of the server's, so that
// they hold up no other connection. Console thread; owned by the API.
#pragma once
#include "console/access/entrance.hpp"
#include "console/api/route.hpp"
#include "console/http_server.hpp"
#include "console/worker.hpp"

namespace layby::console {

class CardResources {
  public:
    /// They outlive it.
    CardResources(const Desk& desk, const Entrance& entrance, Worker& printing)
        : desk_(desk), entrance_(entrance), printing_(printing) {}
    Routes routes();

  private:
    void card(const Asked&, Answered);
    void users(const Asked&, Answered);
    void print(const cards::Card& card, Answered answered);

    const Desk& desk_;
    const Entrance& entrance_;
    Worker& printing_;
};

}  // namespace layby::console
