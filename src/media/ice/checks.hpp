// The connectivity checks of a peer (ICE, RFC 8445), answered as the lite side does: we have one address that
// everybody reaches, and send none ourselves. A check proves that it comes from whom SIP has agreed with, so
// it says where the peer is; and while checks come, the peer wants what we send (RFC 7675). Part of a leg;
// media thread.
#pragma once
#include <array>
#include <optional>

#include "media/ice/stun.hpp"
#include "words/dtls.hpp"
#include "words/time.hpp"

namespace layby::media {

class Checks {
  public:
    /// Without a word of the peer for so long nothing is sent until the next check.
    static constexpr Duration consent = std::chrono::seconds{30};

    /// The peer proves itself with these from now on; with those before until it has done so.
    void agreed(const IceCredentials& ours);
    /// Where an earlier process has sent to: so do we until a check comes, or doesn't.
    void found(const SocketAddress& place, Instant now);

    struct Heard {
        std::size_t answer{};  ///< so many bytes were written that are to be sent back
        bool valid{};          ///< it proves what it says
        bool moved{};  ///< the peer is in another place than before, or the first with its credentials
    };
    /// `room` has max_stun_answer bytes.
    Heard hear(const SocketAddress& from, Bytes message, Instant now, std::span<std::uint8_t> room);

    /// The peer has said something else, as far as we know. Browsers check every few seconds, older phones
    /// only when they begin.
    void heard(Instant now);
    /// The peer has said something under its keys: at its place that is as good as a check, also after a gap.
    void proved(const SocketAddress& from, Instant now);

    /// Where to send to, while it consents(). Of no meaning before.
    const SocketAddress& place() const { return place_; }
    bool consents(Instant now) const { return last_ && now < *last_ + consent; }
    /// Whether there was a word of the peer, however long ago.
    bool any() const { return last_.has_value(); }
    /// Whether a valid check came from there lately, or it is the place.
    bool knows(const SocketAddress& from) const;

  private:
    const IceCredentials* whose(const StunMessage& request) const;
    void note(const SocketAddress& from);

    IceCredentials ours_;
    std::optional<IceCredentials> before_;  ///< still good
    SocketAddress place_;
    std::optional<Instant> last_;             ///< word of the peer; none before a valid check
    bool placed_{};                           ///< with ours_; the peer may still choose another
    std::array<SocketAddress, 4> checked_{};  ///< the newest first
};

}  // namespace layby::media
