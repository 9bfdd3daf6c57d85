#include <algorithm>
#include <set>

#include "sip/text/sdp_codecs.hpp"
#include "sip/text/sdp_lines.hpp"
#include "sip/text/uri.hpp"
#include "words/networks.hpp"

namespace layby::sip {
namespace {

constexpr std::size_t max_formats = 128;
constexpr unsigned rtp_clock = 8000, opus_clock = 48000;

bool is_mono(const SdpEncoding& encoding) {
    return encoding.parameters.empty() || encoding.parameters == "1";
}

std::optional<Codec> static_codec(unsigned payload) {
    for (const auto& known : codec_names)
        if (known.static_payload == payload) return known.codec;
    return {};
}

/// RFC 7587 section 7 wants opus/48000/2 of everybody, and some mean the same by less. The real rate of G.722
/// is 16000, and some say it, although RFC 3551 section 4.5.2 wants 8000: its static type leaves no doubt.
bool names(const SdpEncoding& encoding, unsigned payload, const CodecName& known) {
    const std::string_view full = known.encoding;
    if (!same_word(encoding.name, full.substr(0, full.find('/')))) return false;
    if (known.codec == Codec::opus)
        return encoding.clock == opus_clock && (is_mono(encoding) || encoding.parameters == "2");
    const bool its_own = payload == known.static_payload;
    const bool clock_fits = encoding.clock ? encoding.clock == rtp_clock : its_own;
    const bool real_rate = its_own && known.codec == Codec::g722 && encoding.clock == 16000u;
    return is_mono(encoding) && (clock_fits || real_rate);
}

std::optional<Codec> codec_of(const SdpEncoding& encoding, unsigned payload) {
    for (const auto& known : codec_names)
        if (names(encoding, payload, known)) return known.codec;
    return {};
}

/// telephone-event without a clock is of the time before RFC 4733, when there was but one.
bool take_digits(MediaDescription& audio, const SdpEncoding& encoding, std::uint8_t payload) {
    if (!same_word(encoding.name, "telephone-event")) return false;
    const auto clock = encoding.clock.value_or(rtp_clock);
    if (clock == rtp_clock && !audio.digits_8k) audio.digits_8k = payload;
    if (clock == opus_clock && !audio.digits_48k) audio.digits_48k = payload;
    return true;
}

/// A codec that has two payload types is used with the first.
void take_format(MediaDescription& audio, const SdpMedium& medium, std::uint8_t payload) {
    const auto mapped = medium.encodings.find(payload);
    const bool plain = mapped == medium.encodings.end();
    if (!plain && take_digits(audio, mapped->second, payload)) return;
    const auto codec = plain ? static_codec(payload) : codec_of(mapped->second, payload);
    if (codec && std::ranges::find(audio.codecs, *codec, &CodecChoice::codec) == audio.codecs.end())
        audio.codecs.push_back({*codec, payload});
}

/// False: some of them are no payload types.
bool take_formats(MediaDescription& audio, const SdpMedium& medium) {
    std::string_view formats = medium.line.formats;
    std::set<std::uint16_t> seen;
    bool understood = true;
    for (auto word = take_word(formats); !word.empty() && seen.size() < max_formats;
         word = take_word(formats)) {
        const auto payload = sdp_number(word);
        if (!payload || *payload > 127)
            understood = false;
        else if (seen.insert(*payload).second)
            take_format(audio, medium, static_cast<std::uint8_t>(*payload));
    }
    return understood;
}

bool is_plain_rtp(const MediaLine& line) {
    return same_word(line.protocol, "RTP/AVP") || same_word(line.protocol, "RTP/AVPF");
}

/// Encrypted with keys that SDP carries (RFC 4568).
bool is_secure_rtp(const MediaLine& line) {
    return same_word(line.protocol, "RTP/SAVP") || same_word(line.protocol, "RTP/SAVPF");
}

bool is_multicast(const IpAddress& address) {
    return address.is_v4() ? address.bytes[12] >= 224 : address.bytes[0] == 0xff;
}

/// Its keys come by a handshake of its own (RFC 5764).
bool is_dtls_rtp(const MediaLine& line) {
    return same_word(line.protocol, "UDP/TLS/RTP/SAVPF") || same_word(line.protocol, "UDP/TLS/RTP/SAVP");
}

/// Before RFC 5764 some asked for a handshake with the same words as for keys in SDP.
bool shakes_hands(const SdpMedium& medium) {
    return is_dtls_rtp(medium.line) ||
           (is_secure_rtp(medium.line) && medium.crypto.empty() && medium.handshake.dtls());
}

/// Why a line can't be used; of several, the last in this order tells most.
enum class Obstacle { other_medium, transport, host_name, multicast, malformed, no_key, no_fingerprint };

SdpObstacle told(Obstacle obstacle) {
    switch (obstacle) {
        case Obstacle::other_medium:
            return {304, "no audio is offered"};
        case Obstacle::transport:
            return {302, "audio comes by RTP/AVP, RTP/SAVP, UDP/TLS/RTP/SAVP or with F for feedback only"};
        case Obstacle::host_name:
            return {301, "a host name in c= isn't looked up"};
        case Obstacle::multicast:
            return {330, "audio to a multicast address isn't supported"};
        case Obstacle::malformed:
            return {399, "the session description can't be read"};
        case Obstacle::no_key:
            return {399, "encrypted audio is offered without a key (a=crypto) that can be used"};
        case Obstacle::no_fingerprint:
            return {
                399,
                "audio by DTLS-SRTP is offered without a fingerprint (a=fingerprint) that can be checked"};
    }
    return {};
}

SdpReading refused(Obstacle obstacle) {
    const auto fault = obstacle == Obstacle::malformed ? SdpFault::malformed : SdpFault::no_audio;
    return {{}, fault, told(obstacle)};
}

/// One m-line: what is offered there, or why it can't be used.
struct Judged {
    std::optional<MediaDescription> audio;
    Obstacle obstacle{};
};

std::optional<Obstacle> obstacle_of(const SdpMedium& medium) {
    if (!same_word(medium.line.media, "audio")) return Obstacle::other_medium;
    const bool secure = is_secure_rtp(medium.line), dtls = is_dtls_rtp(medium.line);
    if (!secure && !dtls && !is_plain_rtp(medium.line)) return Obstacle::transport;
    if (!medium.port) return Obstacle::malformed;
    if (*medium.port == 0) return {};  // switched off: it needs no address
    if (dtls && !medium.handshake.dtls()) return Obstacle::no_fingerprint;
    if (secure && medium.crypto.empty() && !shakes_hands(medium)) return Obstacle::no_key;
    if (medium.ip.empty()) return Obstacle::malformed;
    const auto address = address_of(medium.ip);
    if (!address) return Obstacle::host_name;
    return is_multicast(*address) ? std::optional(Obstacle::multicast) : std::nullopt;
}

/// Where checks find the way (ICE), the address is none yet, and doesn't mean hold.
bool is_held_by_address(const MediaDescription& audio, const std::optional<IpAddress>& address) {
    return !audio.ice && (!address || address->is_any());
}

/// Of two who only answer checks nobody would ever send one: then addresses are as they say.
void take_handshake(MediaDescription& audio, const SdpMedium& medium, bool ice_lite) {
    if (!shakes_hands(medium)) return;
    audio.dtls = medium.handshake.dtls();
    if (!ice_lite) audio.ice = medium.handshake.ice();
    audio.rtcp_mux = medium.rtcp_mux;
    audio.mid = medium.mid;
}

Judged judged(const SdpMedium& medium, bool ice_lite) {
    if (const auto obstacle = obstacle_of(medium)) return {{}, *obstacle};
    MediaDescription audio;
    const bool understood = take_formats(audio, medium) && !medium.damaged;
    if (audio.codecs.empty() && !understood) return {{}, Obstacle::malformed};
    const auto address = address_of(medium.ip);
    audio.rtp = {address ? medium.ip : "0.0.0.0", *medium.port};
    audio.direction = medium.direction.value_or(Direction::sendrecv);
    take_handshake(audio, medium, ice_lite);
    if (is_held_by_address(audio, address)) audio.direction = Direction::inactive;
    audio.rtcp = medium.rtcp;
    if (audio.rtcp && !address_of(audio.rtcp->ip)) audio.rtcp->ip = audio.rtp.ip;
    audio.max_ptime = medium.max_ptime;
    if (!audio.dtls) audio.crypto = medium.crypto;
    audio.encrypted_only = is_secure_rtp(medium.line) || is_dtls_rtp(medium.line);
    return {std::move(audio), {}};
}

/// How well it serves: a stream that runs before one that is switched off, a codec of ours before none, and
/// then one with keys before one in clear.
int rank(const MediaDescription& audio) {
    if (audio.rtp.port == 0) return 0;
    return 4 + (audio.codecs.empty() ? 0 : 2) + (audio.crypto.empty() && !audio.dtls ? 0 : 1);
}

/// The version is the fourth word from the end; a user name may have blanks.
std::string without_version(std::string_view origin) {
    auto end = origin.size();
    for (int words = 0; words < 3 && end != std::string_view::npos; ++words)
        end = end == 0 ? std::string_view::npos : origin.rfind(' ', end - 1);
    if (end == std::string_view::npos || end == 0) return std::string(origin);
    const auto begin = origin.rfind(' ', end - 1);
    if (begin == std::string_view::npos) return std::string(origin);
    return std::string(origin.substr(0, begin)).append(origin.substr(end));
}

}  // namespace

bool same_session(const SessionDescription& one, const SessionDescription& other) {
    return one.audio == other.audio && one.lines == other.lines && one.audio_line == other.audio_line &&
           without_version(one.origin) == without_version(other.origin);
}

SdpReading read_sdp(std::string_view text) {
    auto lines = read_sdp_lines(text);
    if (!lines || (lines->media.empty() && (lines->session.damaged || lines->origin.empty())))
        return refused(Obstacle::malformed);
    SessionDescription session;
    std::optional<MediaDescription> best;
    auto worst = Obstacle::other_medium;
    for (auto& medium : lines->media) {
        medium.handshake.complete(lines->session.handshake);
        if (std::ranges::find(lines->bundled, medium.mid) == lines->bundled.end()) medium.mid.clear();
        auto [audio, obstacle] = judged(medium, lines->ice_lite);
        if (!audio) worst = std::max(worst, obstacle);
        if (audio && (!best || rank(*audio) > rank(*best))) {
            best = std::move(audio);
            session.audio_line = session.lines.size();
        }
        session.lines.push_back(std::move(medium.line));
    }
    if (!best) return refused(worst);
    session.audio = std::move(*best);
    session.origin = std::move(lines->origin);
    return {std::move(session), {}, {}};
}

}  // namespace layby::sip
