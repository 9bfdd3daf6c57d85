// The RTP ports, each even number standing for itself and the odd RTCP port above it. The one freed longest
// ago is taken first, so that late packets of an old call rarely meet a new one. O(1); signalling thread.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

namespace layby::media {

class PortPool {
  public:
    PortPool(std::uint16_t first, std::uint16_t last);
    std::optional<std::uint16_t> take();
    /// This very port; false when it is taken already. One that the pool doesn't have is nobody's: true.
    bool take(std::uint16_t port);
    /// One that the pool doesn't have is not kept.
    void give_back(std::uint16_t port);
    bool has(std::uint16_t port) const;
    std::size_t free() const { return free_; }

  private:
    // The free ports are a ring of places, in the order of their freeing; it begins and ends at the last
    // place, which stands for no port. A taken port's place is linked to itself.
    struct Links {
        std::uint16_t before{}, after{};
    };
    std::uint16_t none() const { return static_cast<std::uint16_t>(ring_.size() - 1); }
    std::uint16_t port_at(std::uint16_t place) const {
        return static_cast<std::uint16_t>(first_ + 2 * place);
    }
    std::uint16_t place_of(std::uint16_t port) const {
        return static_cast<std::uint16_t>((port - first_) / 2);
    }
    bool is_free(std::uint16_t place) const { return ring_[place].after != place; }
    void link_last(std::uint16_t place);
    void unlink(std::uint16_t place);

    std::uint16_t first_;
    std::vector<Links> ring_;
    std::size_t free_{};
};

}  // namespace layby::media
