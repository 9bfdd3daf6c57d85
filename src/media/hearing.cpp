// Packets that come in for a leg.
#include "media/core.hpp"

namespace layby::media {

void Core::rtp(Place place, const Address& from, Bytes bytes, Instant now) {
    Leg* leg = at(place);
    if (leg == nullptr) return;
    if (looks_like_rtcp(bytes)) return rtcp(place, from, bytes, now);
    const auto packet = read_rtp(bytes);
    if (!packet || !leg->negotiated) return refuse();
    const Carries what = leg->carries(packet->header.payload_type);
    const bool plausible = what != Carries::nothing_known && packet->header.ssrc != leg->out.ssrc();
    if (!leg->latch.accepts(from, plausible, now) || !plausible) return refuse();
    hear(*leg, *packet, what, now);
}

void Core::hear(Leg& leg, const RtpPacket& packet, Carries what, Instant now) {
    ++tally_.received;
    leg.silent_since = now;
    if (what == Carries::audio) leg.speaking = *leg.codec_of(packet.header.payload_type);
    leg.reception.heard(packet.header, calls::rtp_clock(leg.speaking), now);
    if (what == Carries::digits) leg.used_events = true;
    if (what == Carries::digits)
        if (const auto digit = leg.digits_in.hear(packet, now)) hear_press(leg, *digit);
    if (leg.ears || !leg.held_back.empty()) return listen(leg, packet, what, now);
    if (Leg* partner = at(leg.partner)) pass_on(leg, *partner, packet, what, now);
}

/// Withheld or not is decided once for each press, at its first packet.
void Core::hear_press(Leg& leg, char digit) {
    const bool begins = leg.code_begins == calls::any_key || digit == leg.code_begins;
    leg.collecting = leg.collecting || (leg.code_begins != 0 && begins);
    leg.press_withheld = leg.collecting;
    tell_(calls::DigitHeard{leg.id, digit, leg.press_withheld});
}

}  // namespace layby::media
