// The port between the media core and the handshakes of legs that agree on their keys beside the audio
// (DTLS-SRTP, RFC 5764). They take public keys, hundreds of microseconds, so they are made elsewhere, in
// media/dtls; the core passes datagrams on and is told (Core::handshake_says, Core::agreed). Media thread.
#pragma once
#include "media/rtp/rtp_packet.hpp"
#include "media/rtp/socket_address.hpp"
#include "words/dtls.hpp"
#include "words/ids.hpp"

namespace layby::media {

class Handshakes {
  public:
    virtual ~Handshakes() = default;

    /// How it is known that a datagram comes from where it says.
    enum class Whence : std::uint8_t {
        checked,  ///< by ICE: wherever it comes from, it is the one peer
        claimed,  ///< not at all: whoever begins has to show that it hears us, by a cookie
    };
    /// With whom those of the leg are from now on. One under way counts for whom it turns out to be with.
    virtual void expect(LegId leg, const Fingerprint& peer, Whence whence) = 0;
    /// We begin, again and again until one is over; what is heard from there is its answer.
    virtual void begin(LegId leg, const SocketAddress& to) = 0;
    virtual void hear(LegId leg, const SocketAddress& from, Bytes datagram) = 0;
    virtual void forget(LegId leg) = 0;
};

}  // namespace layby::media
