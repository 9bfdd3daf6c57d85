// Legs whose peers prove by checks where they are (ICE).
#include "media/core/core.hpp"

namespace layby::media {
namespace {

constexpr Duration between_moves = std::chrono::milliseconds{200};

}  // namespace

/// A leg from before a restart: its audio goes on to where it went.
void Core::set_checks(Leg& leg, const calls::LegAudio& audio, Instant now) {
    if (!audio.ice) {
        leg.checks.reset();
        leg.reachable = true;
        return;
    }
    const bool taken_up = !leg.negotiated && (audio.found || (audio.dtls && audio.keys));
    if (!leg.checks) {
        leg.checks = std::make_unique<Checks>();
        leg.reachable = false;
    }
    leg.checks->agreed(audio.ice->ours);
    if (!taken_up) return;
    const auto place = SocketAddress::from(audio.found.value_or(audio.remote));
    if (!place || !place->is_one_host()) return;
    leg.checks->found(*place, now);
    leg.reachable = true;
}

void Core::check(Leg& leg, const SocketAddress& from, Bytes bytes, Instant now) {
    const auto heard = leg.checks->hear(from, bytes, now, out_.room());
    if (heard.answer > 0) {
        out_.add(leg.place, Channel::rtp, from, heard.answer);
        if (out_.full()) flush();
    }
    if (!heard.valid) return refuse();
    leg.reachable = true;
    if (heard.moved) {
        attend(leg);
        leg.move_untold = true;
    }
    begin_handshake(leg);
}

/// Audio or a report has come. Older phones check only when they begin: what is under their keys has to bring
/// back one that was away for a while.
void Core::renew_consent(Leg& leg, const SocketAddress& from, Instant now) {
    if (!leg.checks) return;
    leg.checks->heard(now);
    if (!leg.secured) return;
    leg.checks->proved(from, now);
    leg.reachable = leg.checks->consents(now);
}

/// Who neither asks for it nor says anything gets nothing (RFC 7675). A peer can say another place with each
/// packet, and each that is told is written down. The sieve proves nothing, so it must not swallow what would
/// bring a peer back.
void Core::look_after_checks(Leg& leg, Instant now) {
    if (!leg.checks) return;
    if (!leg.checks->consents(now)) {
        attend(leg);
        leg.reachable = leg.checks->consents(now);
    }
    if (!leg.move_untold || now < leg.move_told_at + between_moves) return;
    leg.move_untold = false;
    leg.move_told_at = now;
    follow(leg);
}

}  // namespace layby::media
