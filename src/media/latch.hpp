// Where a leg's peer really is. Phones behind NAT send from another address than their SDP says: that address
// is accepted, but only shortly after a negotiation, only from a plausible sender, and never against the
// address that was signalled. Later packets of strangers are refused. Part of a leg; media thread.
#pragma once
#include "calls/names.hpp"
#include "media/address.hpp"

namespace layby::media {

class Latch {
  public:
    /// After a negotiation strangers are heard for this long,
    static constexpr calls::Duration window = std::chrono::seconds{5};
    /// or for this long while nobody at all has sent anything (an early answer, media only after the 200).
    static constexpr calls::Duration first_window = std::chrono::seconds{60};
    /// A sender that was heard within this time is not replaced by a stranger.
    static constexpr calls::Duration alive = std::chrono::milliseconds{200};

    void negotiated(const Address& signalled, calls::Instant now);
    /// Whether a packet from there is the peer's; may follow the peer to that address. `plausible`: its
    /// payload type and SSRC could be the peer's.
    bool accepts(const Address& from, bool plausible, calls::Instant now);

    const Address& remote() const { return remote_; }  ///< where to send to
    bool moved() const { return !(remote_ == signalled_); }

  private:
    bool open(calls::Instant now) const;

    Address signalled_, remote_;
    calls::Instant negotiated_at_{}, heard_at_{};
    bool heard_{};   // anybody, ever
    bool locked_{};  // a stranger was chosen since the last negotiation
};

}  // namespace layby::media
