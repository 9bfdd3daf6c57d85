// A leg as the media core keeps it: where its peer is, what it hears, what it says. Plain data, owned by the
// core's table; media thread.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "calls/orders.hpp"
#include "media/core/handshakes.hpp"
#include "media/core/latch.hpp"
#include "media/core/pacer.hpp"
#include "media/core/secured.hpp"
#include "media/ice/checks.hpp"
#include "media/rtp/digits.hpp"
#include "media/rtp/outgoing.hpp"
#include "media/rtp/packet_length.hpp"
#include "media/rtp/reception.hpp"
#include "media/rtp/relay.hpp"
#include "media/sound/dictation.hpp"
#include "media/sound/ears.hpp"
#include "media/sound/held_back.hpp"
#include "media/sound/key_voice.hpp"
#include "media/sound/playout.hpp"
#include "media/sound/transcoder.hpp"

namespace layby::media {

inline constexpr std::uint8_t comfort_noise = 13;  // RFC 3389

/// What the peer told of our stream, and how far away it is.
struct Quality {
    std::uint8_t fraction_lost{};
    std::uint32_t jitter{};
    Duration round_trip{};
};

/// Its keys come by a handshake (DTLS-SRTP).
struct Agreement {
    calls::DtlsPeer with;
    Handshakes::Whence whence{};
    std::optional<SocketAddress> begun;  ///< by us, with whom is there
    bool over{};                         ///< the keys are from it
};

struct Leg {
    Leg(LegId its_id, Place its_place, Outgoing stream) : id(its_id), place(its_place), out(stream) {}

    LegId id;
    Place place;
    std::uint64_t cname{};

    // As negotiated; nothing is sent or heard before.
    bool negotiated{}, listens{}, speaks{};
    CodecChoice send{};
    std::vector<CodecChoice> receive;
    std::optional<std::uint8_t> send_digits, receive_digits;
    std::optional<std::uint16_t> max_ptime;
    std::unique_ptr<Secured> secured;  ///< none: in clear, or nothing yet
    std::optional<Agreement> agreement;
    std::unique_ptr<Checks> checks;  ///< none: the latch says where it is
    bool reachable{true};            ///< false: no check says so
    bool move_untold{};              ///< a check has said another place
    Instant move_told_at{};
    bool rtcp_mux{};
    Latch latch;
    SocketAddress rtcp_signalled;
    std::optional<SocketAddress> rtcp_heard;
    bool unproved{};  ///< for all we know, somebody else's address was given: it gets sound until mute_at
    bool muted{};     ///< and not after it
    Instant mute_at{};
    bool refusal_told{};

    // From the peer.
    Codec speaking{};  ///< the codec of its last audio
    Reception reception;
    DigitListener digits_in;
    bool used_events{};                    ///< it has said a key by telephone-event
    char code_begins{};                    ///< this key may begin a code; 0: none does
    bool collecting{};                     ///< it has been pressed: presses are withheld from the partner
    bool press_withheld{};                 ///< the press that is being heard is
    std::unique_ptr<Ears> ears;            ///< it says its keys as tones
    HeldBack held_back;                    ///< and this is not yet passed on
    std::unique_ptr<Dictation> dictation;  ///< what it says is written down
    Instant silent_since{};
    bool sifted{};                   ///< it is only counted what it says
    std::uint32_t sifted_packets{};  ///< so far
    Quality quality;

    // To the peer: one of playout and partner, or none.
    Outgoing out;
    Playout playout;
    unsigned prompt_waits{};  ///< so many frames longer for a leg that is_coming()
    Place partner{nowhere};
    Relay relay;
    std::unique_ptr<Transcoder> transcoder;
    DigitSender digits_out;
    std::unique_ptr<KeyVoice> key_voice;
    std::uint32_t press_timestamp{};
    Instant press_began{};

    Instant report_due{};
    std::uint32_t packets_reported{};

    /// Whether something is to be done for it every 20 ms.
    bool busy() const { return playout.active() || digits_out.active() || !held_back.empty(); }
    /// How much audio each of our own packets to it holds.
    Duration packet_length() const { return own_packet_length(send.codec, max_ptime); }
    bool can_hear() const { return negotiated && listens && !muted && may_send(); }
    /// Whether anything may leave for it: to a proved place, and not in clear what is to be encrypted.
    bool may_send() const { return reachable && (secured || !agreement); }
    /// Whether it has no place or no keys yet and will have them in a moment, if its peer is well.
    bool is_coming() const { return (agreement && !secured) || (checks && !checks->any()); }
    /// Whether RTCP goes to and fro. A port of its own would take checks and a handshake of its own.
    bool has_reports() const { return rtcp_mux || !(checks || agreement); }
    /// Where to send to.
    const SocketAddress& remote() const { return checks ? checks->place() : latch.remote(); }
    /// Whether keys count that it presses now.
    bool keys_count(Instant now) const { return checks || latch.keys_count(now); }
    Carries carries(std::uint8_t payload_type) const;
    /// The codec behind a payload type of the peer.
    std::optional<Codec> codec_of(std::uint8_t payload_type) const;
};

}  // namespace layby::media
