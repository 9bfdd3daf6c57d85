// What a board shows: lots, who waits in them, calls, phones, trunks, and the live feed. Answered from the
// console's own copy. Console thread; owned by the API.
#pragma once
#include <functional>
#include <vector>

#include "console/api/route.hpp"
#include "console/feeds.hpp"

namespace layby::console {

class ShownResources {
  public:
    /// It outlives this.
    explicit ShownResources(Feeds& feeds) : feeds_(feeds) {}
    Routes routes();
    /// The feed may have become ready: whoever waits for that is answered.
    void feed_moved();

  private:
    void lots(const Asked&, Answered);
    void lot(const Asked&, Answered);
    void slot(const Asked&, Answered);
    void events(const Asked&, Answered);
    void calls(const Asked&, Answered);
    void registrations(const Asked&, Answered);
    void trunks(const Asked&, Answered);
    void trunk(const Asked&, Answered);
    void presences(const Asked&, Answered);
    using Render = std::function<Answer(const std::shared_ptr<Feed>&)>;
    /// What the copy of who asks says, as soon as there is one.
    void read(const Asked& asked, Answered answered, Render render);

    Feeds& feeds_;
    std::vector<std::function<void()>> unready_;  ///< those who wait for the copy
};

}  // namespace layby::console
