// Our address has become another one for some peers: calls in progress are told by a re-INVITE, some hundred
// a second; one that is just being set up, when it is. Owned by the endpoint; signalling thread.
#pragma once
#include <deque>
#include <map>

#include "sip/endpoint/dialog_table.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

class Relocation {
  public:
    Relocation(Stack& stack, DialogTable& dialogs)
        : loop_(stack.loop()), dialogs_(dialogs), turns_(stack.loop()) {}

    /// As whom peers see us has changed.
    void begin(std::size_t calls_per_second);
    /// That one may see us elsewhere, and is asked after that time.
    void follow(LegId leg, Duration after);
    bool under_way() const { return !to_tell_.empty() || !later_.empty(); }

  private:
    void run();
    void arm();

    Loop& loop_;
    DialogTable& dialogs_;
    std::deque<LegId> to_tell_;
    std::multimap<Instant, LegId> later_;  ///< each leg once
    Duration between_{std::chrono::milliseconds{10}};
    Timer turns_;
};

}  // namespace layby::sip
