// Legs whose keys come by a handshake beside the audio (DTLS-SRTP, RFC 5764). Until it is over nothing is
// sent to them and nothing is heard.
#include <algorithm>

#include "media/core/core.hpp"
#include "runtime/log.hpp"

namespace layby::media {

/// With whom, or that it isn't so. Keys that are in use stay in use until a handshake gives others. True: our
/// stream has to begin anew.
bool Core::agree(Leg& leg, const calls::LegAudio& audio) {
    if (!audio.dtls) {
        if (leg.agreement && setup_.handshakes != nullptr) setup_.handshakes->forget(leg.id);
        leg.agreement.reset();
        return set_keys(leg, audio.keys);
    }
    expect(leg, *audio.dtls);
    bool begins_anew = false;
    if (!leg.secured && audio.keys) {  // from before a restart
        begins_anew = set_keys(leg, audio.keys);
        leg.agreement->over = true;
    }
    begin_handshake(leg);
    return begins_anew;
}

/// ICE may come or go under the same certificate, and the keys stay.
void Core::expect(Leg& leg, const calls::DtlsPeer& peer) {
    const auto whence = leg.checks ? Handshakes::Whence::checked : Handshakes::Whence::claimed;
    const bool same_peer = leg.agreement && leg.agreement->with.fingerprint == peer.fingerprint;
    const bool same = same_peer && leg.agreement->whence == whence;
    if (!same_peer) leg.agreement.emplace();
    leg.agreement->with = peer;
    leg.agreement->whence = whence;
    if (same) return;
    if (setup_.handshakes == nullptr)
        return log::warn("leg {}: without a certificate no keys can be agreed", leg.id.value);
    setup_.handshakes->expect(leg.id, peer.fingerprint, whence);
}

/// Once for each place; with checks they find the peer wherever it goes. One that fails is begun again there.
void Core::begin_handshake(Leg& leg) {
    if (!leg.agreement || !leg.agreement->with.we_begin || leg.agreement->over) return;
    if (setup_.handshakes == nullptr || !leg.reachable) return;
    auto& begun = leg.agreement->begun;
    if (begun && (leg.checks || *begun == leg.remote())) return;
    begun = leg.remote();
    setup_.handshakes->begin(leg.id, *begun);
}

/// Strangers can't begin one.
void Core::shake(Leg& leg, const SocketAddress& from, Bytes bytes) {
    const bool known =
        from == leg.remote() || (leg.checks ? leg.checks->knows(from) : leg.latch.is_home(from));
    if (!known || setup_.handshakes == nullptr) return refuse();
    setup_.handshakes->hear(leg.id, from, bytes);
}

void Core::handshake_says(LegId id, const SocketAddress& to, Bytes datagram) {
    const Leg* leg = find(id);
    if (leg == nullptr || !leg->agreement || datagram.size() > max_packet_bytes) return;
    std::ranges::copy(datagram, out_.room().begin());
    out_.add(leg->place, Channel::rtp, leg->checks ? leg->remote() : to, datagram.size());
    if (out_.full()) flush();
}

/// The peer has shown itself at that place: without checks, that is where it is.
void Core::agreed(LegId id, const Fingerprint& with, const SrtpKeys& keys, const SocketAddress& at,
                  Instant now) {
    Leg* leg = attended(id);
    if (leg == nullptr || !leg->agreement || leg->agreement->with.fingerprint != with) return;
    leg->agreement->over = true;
    if (set_keys(*leg, keys)) set_stream(*leg, leg->out.clock(), now);
    leg->unproved = leg->muted = false;
    if (!leg->checks && !(at == leg->latch.remote())) {
        leg->latch.found(at, now);
        follow(*leg);
    }
    tell_(calls::KeysAgreed{id, keys, with});
    begin(*leg, now);
}

}  // namespace layby::media
