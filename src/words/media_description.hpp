// What two sides say about their audio (RFC 3264), without SDP's spelling. The SIP adapter reads and writes
// SDP; the choice of codecs is made here. Other m-lines (video, fax) are refused by the adapter and never
// reach us.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "words/address.hpp"
#include "words/dtls.hpp"
#include "words/srtp_key.hpp"

namespace layby {

enum class Codec : std::uint8_t { pcmu, pcma, g722, opus };
inline constexpr std::size_t codec_count = 4;

/// RTP clock in Hz (G.722 is 8000 by RFC 3551 although it carries 16 kHz).
constexpr int rtp_clock(Codec codec) { return codec == Codec::opus ? 48000 : 8000; }

struct CodecChoice {
    Codec codec{};
    std::uint8_t payload_type{};
    bool operator==(const CodecChoice&) const = default;
};

/// Seen from the side that wrote it: sendonly means "I send, you listen", i.e. the other side is on hold.
enum class Direction : std::uint8_t { sendrecv, sendonly, recvonly, inactive };

/// A key that the writer would encrypt its stream with (RFC 4568, a=crypto). An answer names the line that it
/// has chosen by its tag, and gives the writer's own key.
struct CryptoLine {
    std::uint32_t tag{};
    SrtpKey key;
    bool operator==(const CryptoLine&) const = default;
};

struct MediaDescription {
    Address rtp;  ///< port 0 refuses the audio; 0.0.0.0 (RFC 2543 hold) is read as Direction::inactive
    std::optional<Address> rtcp;             ///< RFC 3605; none: RTP port + 1
    std::vector<CodecChoice> codecs;         ///< in order of preference; an answer's first is the one in use
    std::optional<std::uint8_t> digits_8k;   ///< telephone-event/8000 (RFC 4733)
    std::optional<std::uint8_t> digits_48k;  ///< telephone-event/48000, beside Opus
    Direction direction{Direction::sendrecv};
    /// The most milliseconds of audio that the writer takes in one packet (RFC 8866 section 6.5); in our
    /// answer what the offer said. None: any.
    std::optional<std::uint16_t> max_ptime{};
    std::vector<CryptoLine> crypto{};       ///< in order of preference; an answer has one. None: in clear
    bool encrypted_only{};                  ///< RTP/SAVP: without a key there is no audio
    std::optional<DtlsDescription> dtls{};  ///< keys come by a handshake, and `crypto` is empty
    /// The audio comes from and goes to wherever a check comes from that proves these; `rtp` is a hint.
    std::optional<IceCredentials> ice{};
    bool rtcp_mux{};    ///< RTCP on the port of RTP (RFC 5761)
    std::string mid{};  ///< what the writer calls this stream (RFC 5888); an answer has the offer's
    bool operator==(const MediaDescription&) const = default;
};

/// True when the writer doesn't listen: it has put us on hold.
constexpr bool holds(Direction direction) {
    return direction == Direction::sendonly || direction == Direction::inactive;
}

/// The direction of an answer to this offer when we ourselves would send and listen (RFC 3264 section 6.1).
constexpr Direction answer_to(Direction offered) {
    switch (offered) {
        case Direction::sendonly:
            return Direction::recvonly;
        case Direction::recvonly:
            return Direction::sendonly;
        default:
            return offered;
    }
}

/// Our offer from `local`, in clear: first the codecs that `like` has (so that nothing need be transcoded),
/// then the rest of ours.
MediaDescription make_offer(const Address& local, const std::vector<Codec>& like = {});

/// How our answer is encrypted and how its way is found: each of these only where the offer asked for it.
struct Protection {
    std::optional<CryptoLine> key{};  ///< answers a line of the offer's
    std::optional<DtlsDescription> dtls{};
    std::optional<IceCredentials> ice{};
};

/// Our answer to an offer, with its payload types; prefers `like` if offered. None when no codec is shared,
/// or the offer can't do without keys and there are none (488).
std::optional<MediaDescription> make_answer(const MediaDescription& offer, const Address& local,
                                            std::optional<Codec> like = {},
                                            const Protection& protection = {});

}  // namespace layby
