// The RTP ports, each even number standing for itself and the odd RTCP port above it. The one freed longest
// ago is taken first, so that late packets of an old call rarely meet a new one. O(1); signalling thread.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>

namespace layby::media {

class PortPool {
  public:
    PortPool(std::uint16_t first, std::uint16_t last);
    std::optional<std::uint16_t> take();
    void give_back(std::uint16_t port) { free_.push_back(port); }
    std::size_t free() const { return free_.size(); }

  private:
    std::deque<std::uint16_t> free_;
};

}  // namespace layby::media
