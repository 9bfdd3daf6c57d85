// The RTP ports, each even number standing for itself and the odd RTCP port above it. Given at random, so
// that nobody can tell where the next call is; those freed last rest for a while, so that late packets of an
// old call rarely meet a new one. O(1); signalling thread.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace layby::media {

class PortPool {
  public:
    using Random = std::function<std::uint32_t()>;
    PortPool(std::uint16_t first, std::uint16_t last, Random random);
    std::optional<std::uint16_t> take();
    /// This very port; false when it is taken already. One that the pool doesn't have is nobody's: true.
    bool take(std::uint16_t port);
    /// One that the pool doesn't have is not kept.
    void give_back(std::uint16_t port);
    bool has(std::uint16_t port) const;
    std::size_t free() const { return ready_.size() + resting_; }

  private:
    // A free port's place is among the ready ones, which are drawn from, or it rests: in a ring in the order
    // of their freeing, which begins and ends at the last place, which stands for no port. At most half of
    // the free ones rest.
    enum class State : std::uint8_t { ready, resting, taken };
    struct Place {
        State state{State::ready};
        std::uint16_t before{}, after{};  // resting
        std::uint16_t at{};               // ready: where in ready_
    };
    std::uint16_t none() const { return static_cast<std::uint16_t>(places_.size() - 1); }
    std::uint16_t port_at(std::uint16_t place) const {
        return static_cast<std::uint16_t>(first_ + 2 * place);
    }
    std::uint16_t place_of(std::uint16_t port) const {
        return static_cast<std::uint16_t>((port - first_) / 2);
    }
    void make_ready(std::uint16_t place);
    void draw(std::uint16_t place);
    void lay_down(std::uint16_t place);
    void wake(std::uint16_t place);
    void wake_some();

    std::uint16_t first_;
    Random random_;
    std::vector<Place> places_;
    std::vector<std::uint16_t> ready_;
    std::size_t resting_{};
};

}  // namespace layby::media
