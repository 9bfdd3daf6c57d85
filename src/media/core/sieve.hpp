// Audio to which nobody listens: that of a parked caller. A sieve in front of the core may drop it if it
// keeps count of it, so that it wakes nobody and takes no call of the kernel. It drops only what would change
// nothing but numbers: the next packet of the very stream that the core has accepted. All else arrives as
// ever. Media thread.
#pragma once
#include "media/core/place.hpp"
#include "media/rtp/reception.hpp"
#include "media/rtp/socket_address.hpp"

namespace layby::media {

class Sieve {
  public:
    virtual ~Sieve() = default;

    /// More than so many packets lost at once are for the core to judge.
    static constexpr int widest_step = 5;

    struct Stream {
        SocketAddress from;
        std::uint8_t payload_type{};
        std::uint32_t ssrc{};
        int clock{};  ///< in Hz
        Progress progress;
    };
    /// This stream of the leg is only counted from now on. False: this leg's can't be.
    virtual bool start(Place leg, const Stream& stream) = 0;
    /// How far it has come; `packets` counts on from what start() was given.
    virtual Progress look(Place leg) const = 0;
    /// All its packets arrive from now on; look() still tells how far it came. One that another core of the
    /// machine is judging at this moment may be missing from that.
    virtual void stop(Place leg) = 0;
};

}  // namespace layby::media
