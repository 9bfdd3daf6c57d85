// Packets that come in for a leg.
#include <utility>

#include "media/core/core.hpp"
#include "runtime/log.hpp"

namespace layby::media {

void Core::hear(const Batch& packets, Instant now) {
    for (const auto& packet : packets.packets())
        packet.channel == Channel::rtp ? rtp(packet.place, packet.peer, packet.bytes, now)
                                       : rtcp(packet.place, packet.peer, packet.bytes, now);
    flush();
}

void Core::rtp(Place place, const SocketAddress& from, Bytes bytes, Instant now) {
    Leg* leg = at(place);
    if (leg == nullptr) return;
    if (!looks_like_rtp(bytes)) return beside_audio(*leg, from, bytes, now);
    attend(*leg);
    if (looks_like_rtcp(bytes)) return rtcp(place, from, bytes, now);
    if (!leg->negotiated) return refuse();
    const auto plain = opened(*leg, Channel::rtp, from, bytes);
    const auto packet = plain ? read_rtp(*plain) : std::nullopt;
    if (!packet) return refuse();
    const Carries what = leg->carries(packet->header.payload_type);
    const bool plausible = what != Carries::nothing_known && packet->header.ssrc != leg->out.ssrc();
    const auto verdict = judge(*leg, from, *packet, what, plausible, now);
    if (verdict == Latch::Verdict::refused) return refuse_stranger(*leg, from);
    if (!plausible) return refuse();
    if (verdict == Latch::Verdict::moved) follow(*leg);
    leg->unproved = leg->muted = false;
    if (what == Carries::digits && !leg->keys_count(now)) return refuse();
    hear(*leg, from, *packet, what, now);
}

/// What shares the port with audio (RFC 7983). It must not wake a leg whose audio is only counted.
void Core::beside_audio(Leg& leg, const SocketAddress& from, Bytes bytes, Instant now) {
    if (looks_like_stun(bytes) && leg.checks) return check(leg, from, bytes, now);
    if (looks_like_dtls(bytes) && leg.agreement) return shake(leg, from, bytes);
    refuse();
}

/// Whose packet it is. Where checks say where the peer is, the latch has nothing to say: what is authentic is
/// the peer's, wherever it comes from.
Latch::Verdict Core::judge(Leg& leg, const SocketAddress& from, const RtpPacket& packet, Carries what,
                           bool plausible, Instant now) {
    const bool authentic = leg.secured != nullptr;
    if (!leg.checks)
        return leg.latch.hear(from, packet.header, plausible, what != Carries::digits, now, authentic);
    return authentic || leg.checks->knows(from) ? Latch::Verdict::accepted : Latch::Verdict::refused;
}

void Core::refuse_stranger(Leg& leg, const SocketAddress& from) {
    refuse();
    if (std::exchange(leg.refusal_told, true)) return;
    const auto at = from.endpoint();
    log::debug("leg {}: audio from {} port {} is not heard", leg.id.value, at.ip, at.port);
}

/// The peer was found in another place: its reports are to be expected there, and a later process begins
/// there.
void Core::follow(Leg& leg) {
    leg.rtcp_heard.reset();
    tell_(calls::AudioFound{leg.id, leg.remote().endpoint()});
}

void Core::hear(Leg& leg, const SocketAddress& from, const RtpPacket& packet, Carries what, Instant now) {
    ++tally_.received;
    leg.silent_since = now;
    renew_consent(leg, from, now);
    if (what == Carries::audio) leg.speaking = *leg.codec_of(packet.header.payload_type);
    leg.reception.heard(packet.header, rtp_clock(leg.speaking), now);
    if (what == Carries::audio && leg.dictation) leg.dictation->take(packet, leg.speaking);
    if (what == Carries::digits) leg.used_events = true;
    if (what == Carries::digits)
        if (const auto digit = leg.digits_in.hear(packet, now)) hear_press(leg, *digit);
    if (leg.ears || !leg.held_back.empty()) return listen(leg, packet, what, now);
    if (Leg* partner = at(leg.partner)) return pass_on(leg, *partner, packet, what, now);
    if (what == Carries::audio && !leg.dictation) sift(leg, from, packet.header, now);
}

/// Withheld or not is decided once for each press, at its first packet.
void Core::hear_press(Leg& leg, char digit) {
    const bool begins = leg.code_begins == calls::any_key || digit == leg.code_begins;
    leg.collecting = leg.collecting || (leg.code_begins != 0 && begins);
    leg.press_withheld = leg.collecting;
    tell_(calls::DigitHeard{leg.id, digit, leg.press_withheld});
}

}  // namespace layby::media
