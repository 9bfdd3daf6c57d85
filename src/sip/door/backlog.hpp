// How much waits to be read: what the kernel holds for our UDP sockets because we are too slow. When that is
// a lot, new calls are refused at once, so that those in progress are served before their retransmissions
// pile up. Owned by the endpoint; signalling thread.
#pragma once
#include <vector>

#include "sip/options.hpp"

namespace layby::sip {

class Backlog {
  public:
    /// Finds the sockets of these addresses (real ports) among the open files of this process.
    explicit Backlog(const std::vector<Listen>& listening);

    /// True when a new call had better not be begun: more than some 0.1 to 0.2 s of work waits. One system
    /// call for each UDP address.
    bool too_long() const;
    std::size_t sockets() const { return sockets_.size(); }

  private:
    std::vector<int> sockets_;
};

}  // namespace layby::sip
