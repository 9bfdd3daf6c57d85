// The one port between the media core and the kernel: RTP ports, and packets in batches. Ways to do it are in
// media/wire; which one runs is chosen at the start. Ports are opened on the signalling thread, as their
// numbers are needed within the turn; everything else happens on the media thread.
#pragma once
#include <optional>

#include "calls/ports/audio_ports.hpp"
#include "media/core/batch.hpp"
#include "media/core/sieve.hpp"
#include "words/time.hpp"

namespace layby::media {

class Net {
  public:
    virtual ~Net() = default;

    // Signalling thread.
    /// An RTP port and the RTCP port above it.
    struct Line {
        Place place{};  ///< of its leg from now on
        std::uint16_t port{};
    };
    using For = calls::AudioPorts::For;
    /// On a free port at this address of ours. None: all are taken, or it isn't our address.
    virtual std::optional<Line> open(const SocketAddress& near, For whom) = 0;
    /// On this very port. None: it is somebody else's now.
    virtual std::optional<Line> reopen(const SocketAddress& local) = 0;

    /// How many are open. Any thread.
    virtual std::size_t lines() const = 0;
    /// Ends a wait(). Any thread, also a signal handler.
    virtual void wake() noexcept = 0;

    // Media thread.
    /// Takes over the lines that were opened. Before the core hears of a new leg.
    virtual void take_over() = 0;
    /// Until a packet or wake() comes, at most until `deadline` (none: for ever).
    virtual void wait(std::optional<Instant> deadline) = 0;
    /// What has come in, as far as it fits. False: that was all.
    virtual bool receive(Batch& into) = 0;
    /// A packet that the kernel refuses is lost.
    virtual void send(const Batch& packets) = 0;
    /// None where this way has none.
    virtual Sieve* sieve() { return nullptr; }
    /// The place and the ports are free now; late packets to them are nobody's.
    virtual void close(Place place) = 0;
};

}  // namespace layby::media
