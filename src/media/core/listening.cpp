// Legs whose peers say keys only as tones in their audio. What they say reaches their partners 40 ms late:
// so long a tone needs to be recognised, and then none of it has left yet.
#include "media/core/core.hpp"

namespace layby::media {

/// Ears cost a decoder and a detector: only where a code may come, and in no other way. Some gateways agree
/// on telephone-event and say keys as tones all the same, so whoever is asked for a PIN is listened to until
/// it has used telephone-event. They stay to the end of a tone that its partner must not hear.
bool Core::needs_ears(const Leg& leg) const {
    if (!leg.negotiated) return false;
    if (leg.ears && leg.press_withheld && leg.ears->tone()) return true;
    if (leg.code_begins == 0) return false;
    if (!leg.receive_digits) return true;
    return leg.code_begins == calls::any_key && leg.partner == nowhere && !leg.used_events;
}

void Core::set_ears(Leg& leg) {
    const bool needed = needs_ears(leg);
    if (needed && leg.ears && leg.ears->codec() == leg.speaking) return;
    leg.ears = needed ? std::make_unique<Ears>(leg.speaking) : nullptr;
}

void Core::listen(Leg& leg, const RtpPacket& packet, Carries what, Instant now) {
    Leg* partner = at(leg.partner);
    if (partner != nullptr) leg.held_back.add(packet, what, now);
    if (what == Carries::audio) hear_tones(leg, packet, now);
    if (partner == nullptr) return;
    let_go(leg, *partner, now);
    set_pacing(leg);
}

void Core::hear_tones(Leg& leg, const RtpPacket& packet, Instant now) {
    set_ears(leg);  // the peer may have changed its codec, or its tone has ended
    if (!leg.ears || !leg.keys_count(now)) return;
    if (const auto key = leg.ears->hear(packet)) hear_press(leg, *key);
    if (leg.ears->tone() && leg.press_withheld) hush(leg);
}

/// The partner gets silence in place of what is held back.
void Core::hush(Leg& leg) {
    for (auto& held : leg.held_back) {
        if (held.what != Carries::audio) continue;
        const Bytes silence = leg.ears->silence(held.payload.size());
        held.payload.assign(silence.begin(), silence.end());
    }
}

/// What is held back goes on to the partner as soon as it can't be part of a tone that isn't recognised yet.
void Core::let_go(Leg& leg, Leg& partner, Instant now) {
    const int clock = rtp_clock(leg.speaking);
    if (!leg.ears) now += std::chrono::seconds{1};  // nothing is waited for any more
    const bool doubtful = leg.ears && leg.ears->doubtful();
    while (const auto held = leg.held_back.take(clock, doubtful, now))
        pass_on(leg, partner, held->packet(), held->what, now);
}

}  // namespace layby::media
