// Messages that callers have left: listed, listened to, marked and deleted. Of one's own box; supervisors of
// all. Console thread; owned by the API.
#pragma once
#include <functional>

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
    using Found = std::function<void(const calls::Message& message, Answered answered)>;
    void all(const Asked&, Answered);
    void one(const Asked&, Answered);
    void sound(const Asked&, Answered);
    void mark(const Asked&, Answered);
    void forget(const Asked&, Answered);
    /// The message that the path names, if who asks may have it.
    void find(const Asked& asked, Answered answered, Found found);
    void change(const calls::Message& message, calls::MessageOrder::What what, Answered answered);
    void read(const calls::Message& message, Answered answered);

    const Desk& desk_;
    Feeds& feeds_;
    Worker& reading_;
    Post post_;
};

}  // namespace layby::console
