// What a leg's peer says while nobody listens.
#include "media/core/core.hpp"
#include "media/core/sieve.hpp"

namespace layby::media {

/// Nobody needs the next packets of this stream, and they would change nothing but numbers. A packet out of
/// order waits for the next one; payload types that look like RTCP (RFC 5761 section 4) are left alone.
void Core::sift(Leg& leg, const SocketAddress& from, const RtpHeader& header, Instant now) {
    Sieve* sieve = net_.sieve();
    const bool like_rtcp = header.payload_type >= 64 && header.payload_type < 96;
    if (sieve == nullptr || like_rtcp || !leg.reception.is_newest(header)) return;
    const Progress progress = leg.reception.progress(header, now);
    leg.sifted =
        sieve->start(leg.place, {from, header.payload_type, header.ssrc, rtp_clock(leg.speaking), progress});
    leg.sifted_packets = progress.packets;
}

/// As if the core had heard what was only counted.
void Core::catch_up(Leg& leg) {
    if (!leg.sifted) return;
    const Progress progress = net_.sieve()->look(leg.place);
    const std::uint32_t fresh = progress.packets - leg.sifted_packets;
    if (fresh == 0) return;
    leg.sifted_packets = progress.packets;
    tally_.received += fresh;
    leg.silent_since = std::max(leg.silent_since, progress.at);
    leg.reception.catch_up(progress);
    if (leg.secured) leg.secured->in.skip(leg.reception.ssrc(), progress.sequence);
    leg.latch.catch_up(progress, fresh);
    if (leg.checks) leg.checks->heard(progress.at);
}

/// Something may change for this leg: from now on its packets are heard again. The sieve stops first: what it
/// counts until then is looked at afterwards.
void Core::attend(Leg& leg) {
    if (!leg.sifted) return;
    net_.sieve()->stop(leg.place);
    catch_up(leg);
    leg.sifted = false;
}

}  // namespace layby::media
