// Our address has become another one for some peers: calls in progress are told by a re-INVITE, some hundred
// a second; one that is just being set up, when it is. Owned by the endpoint; signalling thread.
#pragma once
#include <deque>

#include "sip/endpoint/dialog_table.hpp"
#include "sip/stack/stack.hpp"

namespace layby::sip {

class Relocation {
  public:
    Relocation(Stack& stack, DialogTable& dialogs) : dialogs_(dialogs), turns_(stack.loop()) {}

    /// As whom peers see us has changed.
    void begin(std::size_t calls_per_second);
    bool under_way() const { return !to_tell_.empty() || !later_.empty(); }

  private:
    void run();

    DialogTable& dialogs_;
    std::deque<LegId> to_tell_, later_;
    Duration between_{};
    Timer turns_;
};

}  // namespace layby::sip
