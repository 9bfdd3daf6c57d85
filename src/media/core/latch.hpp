// Whom a leg listens to, and where it sends. Who a peer is follows from two addresses: the one that its SDP
// names (signalled) and the one that its SIP comes from (signalling). Everybody else is a stranger. Strangers
// are believed only where these two can't be right, and only for a steady stream; no stranger is heard beside
// a living stream. The whole rule and its reasons: docs/decisions/0017-whom-a-leg-listens-to.md. Part of a
// leg; media thread.
#pragma once
#include <array>
#include <optional>

#include "media/rtp/reception.hpp"
#include "media/rtp/rtp_packet.hpp"
#include "media/rtp/socket_address.hpp"
#include "words/time.hpp"

namespace layby::media {

class Latch {
  public:
    /// A source that was heard within this time lives.
    static constexpr Duration alive = std::chrono::milliseconds{200};
    /// A silent one is given up for a stream that has nothing in common with it only after this.
    static constexpr Duration patience = std::chrono::seconds{2};
    /// So many packets, each the successor of the one before, show that somebody really talks,
    static constexpr unsigned steady = 4;
    /// and where nothing else speaks for a stranger, they must go on for this long.
    static constexpr Duration long_proof = std::chrono::seconds{1};
    /// After a negotiation what was heard before it doesn't hold the peer to its place for this long.
    static constexpr Duration window = std::chrono::seconds{5};
    /// So long may a peer behind NAT that nobody has heard yet come from a third address with a few packets.
    static constexpr Duration first_window = std::chrono::seconds{60};

    enum class Verdict : std::uint8_t { refused, accepted, moved };

    /// First, again, or merely refreshed. `signalling`: its port doesn't count; none: unknown.
    void negotiated(const SocketAddress& signalled, const std::optional<SocketAddress>& signalling,
                    Instant now);
    /// Where an earlier process had found the peer.
    void found(const SocketAddress& place, Instant now);

    /// Whether a packet from there is the peer's; may follow the peer to that address (moved). `plausible`:
    /// its payload type and SSRC could be the peer's. `audio`: it is no key press; a stranger's claim rests
    /// on audio alone. `authentic`: it came under the peer's key (SRTP).
    Verdict hear(const SocketAddress& from, const RtpHeader& header, bool plausible, bool audio, Instant now,
                 bool authentic = false);
    /// So many packets of the accepted stream were counted elsewhere; it has come this far.
    void catch_up(const Progress& progress, std::uint32_t packets);
    /// Whether keys count from where the peer is heard now.
    bool keys_count(Instant now) const;
    /// Whether the peer may speak from there without being a stranger.
    bool is_home(const SocketAddress& from) const { return rank_of(from) > Rank::stranger; }

    const SocketAddress& remote() const { return remote_; }  ///< where to send to
    bool moved() const { return !(remote_ == signalled_); }

  private:
    /// In this order an address may speak for the peer.
    enum class Rank : std::uint8_t { nobody, stranger, home, signalled };
    struct Stream {
        std::uint32_t ssrc{}, timestamp{};
        std::uint16_t sequence{};
        Instant at{};
    };
    /// Somebody who isn't the accepted source sends a stream.
    struct Claim {
        SocketAddress from;
        Stream last;
        Instant since{};
        unsigned packets{};
    };

    Rank rank_of(const SocketAddress& from) const;
    void note(const RtpHeader& header, Instant now);
    bool goes_on(const RtpHeader& header, Instant now) const;
    Claim* press(Rank rank, const SocketAddress& from, const RtpHeader& header, Instant now);
    bool convinces(Rank rank, const Claim& claim, bool is_peer, Instant now) const;
    bool convinces_as_stranger(const Claim& claim, Instant now) const;
    bool is_settled(Instant now) const;
    void move(Rank rank, const SocketAddress& to, bool same_peer, Instant now);

    // Looked at for each packet.
    SocketAddress remote_;
    Instant heard_at_{};
    Stream stream_;            // of whom we listen to
    std::uint32_t packets_{};  // heard from there
    Rank standing_{};          // who is at remote_; nobody: not heard from there yet
    bool known_peer_{};        // a stranger whose stream went on from another address

    SocketAddress signalled_;
    std::optional<SocketAddress> signalling_;
    bool honest_{};       // the two are one host: the peer knows where it is
    bool unreachable_{};  // behind NAT: the signalled address is private, the signalling one isn't
    bool signalled_heard_{}, home_heard_{};
    Instant negotiated_at_{}, moved_at_{};
    std::array<Claim, 2> claims_;  // strangers, and those at home: the former can't crowd out the latter
};

}  // namespace layby::media
