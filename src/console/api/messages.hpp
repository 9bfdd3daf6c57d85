// Messages that callers have left: listed, listened to, marked and deleted. Of one's own box; supervisors of
// all. Console thread; owned by the API.
#pragma once
#include "console/api/route.hpp"
#include "console/feeds.hpp"
#include "console/http_server.hpp"
#include "console/worker.hpp"

namespace layby::console {

class MessageResources {
  public:
    /// All of them outlive it.
    MessageResources(const Desk& desk, Feeds& feeds, Worker& reading, Post post);
    Routes routes();

  private:
    void all(const Asked&, Answered);
    void one(const Asked&, Answered);
    void sound(const Asked&, Answered);
    void mark(const Asked&, Answered);
    void forget(const Asked&, Answered);
    /// The message that the path names; null: there is none that who asks may have.
    const calls::Message* find(const Asked& asked);
    void change(const Asked& asked, calls::MessageOrder::What what, Answered answered);

    const Desk& desk_;
    Feeds& feeds_;
    Worker& reading_;
    Post post_;
};

}  // namespace layby::console
