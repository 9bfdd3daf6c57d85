// What legs shall hear: the orders.
#include "media/core/core.hpp"
#include "runtime/log.hpp"

namespace layby::media {
namespace {

constexpr Duration frame = std::chrono::milliseconds{20};

/// Together with the round of chores: no more than 2 s.
constexpr Duration unproved_for = std::chrono::milliseconds{1750};

/// In frames: a browser takes up to a second to show where and who it is, and one that never does must not
/// keep its call waiting.
constexpr unsigned prompt_waits = std::chrono::seconds{3} / frame;

SocketAddress rtcp_of(const calls::LegAudio& audio, const SocketAddress& remote) {
    if (audio.remote_rtcp)
        if (const auto said = SocketAddress::from(*audio.remote_rtcp); said && said->is_one_host())
            return *said;
    return remote.with_port(static_cast<std::uint16_t>(remote.port() + 1));
}

}  // namespace

void Core::negotiated(LegId id, const calls::LegAudio& audio, Instant now) {
    Leg* leg = attended(id);
    if (leg == nullptr) return;
    set_checks(*leg, audio, now);
    const auto remote = SocketAddress::from(audio.remote).value_or(SocketAddress{});
    if (!audio.ice && !remote.is_one_host()) {
        // The old way to hold (RFC 2543): the address is 0.0.0.0. We keep the one we have and fall silent.
        leg->listens = leg->speaks = false;
        return log::debug("leg {}: no RTP address in \"{}\" port {}", id.value, audio.remote.ip,
                          audio.remote.port);
    }
    if (!leg->negotiated) leg->report_due = now + std::chrono::milliseconds{500 + random() % 2000};
    if (audio.peer_speaks && !leg->speaks) leg->silent_since = now;
    if (!leg->listens) leg->out.mark();
    const auto signalling = SocketAddress::from(audio.peer_ip, 0);
    leg->latch.negotiated(remote, signalling, now);
    if (const auto found = audio.found ? SocketAddress::from(*audio.found) : std::nullopt;
        found && !leg->negotiated)
        leg->latch.found(*found, now);
    set_proved(*leg, audio, signalling, now);
    leg->rtcp_mux = audio.rtcp_mux;
    leg->rtcp_signalled = rtcp_of(audio, remote);
    leg->rtcp_heard.reset();
    leg->send = audio.send;
    leg->receive = audio.receive;
    leg->send_digits = audio.send_digits;
    leg->receive_digits = audio.receive_digits;
    leg->max_ptime = audio.max_ptime;
    leg->listens = audio.peer_listens;
    leg->speaks = audio.peer_speaks;
    leg->speaking = audio.receive.empty() ? audio.send.codec : audio.receive.front().codec;
    leg->negotiated = true;
    set_ears(*leg);
    const bool begins_anew = agree(*leg, audio);
    const int clock = rtp_clock(audio.send.codec);
    if (begins_anew || clock != leg->out.clock()) set_stream(*leg, clock, now);
    begin(*leg, now);
}

/// One request with a forged source and the address of a victim in its SDP must not bring the victim a whole
/// song. Where the SIP comes from, our answer goes anyway.
void Core::set_proved(Leg& leg, const calls::LegAudio& audio, const std::optional<SocketAddress>& signalling,
                      Instant now) {
    const bool doubtful =
        !audio.proved && !leg.checks && !(signalling && signalling->same_host(leg.latch.remote()));
    if (!doubtful) leg.muted = false;
    if (doubtful && !leg.unproved && !leg.muted) leg.mute_at = now + unproved_for;
    leg.unproved = doubtful;
}

void Core::play_music(LegId id, const sounds::Sound* music, Instant now) {
    Leg* leg = attended(id);
    if (leg == nullptr) return;
    part(*leg);
    const auto radio = static_cast<std::uint64_t>(now.time_since_epoch() / frame);
    if (setup_.music_start == MusicStart::track)
        leg->playout.track(music, radio, leg->send.codec);
    else
        leg->playout.music(music, radio);
    begin(*leg, now);
}

void Core::say(LegId id, Playout::Sounds phrase, PromptId prompt, Instant now) {
    Leg* leg = attended(id);
    if (leg == nullptr) return;
    part(*leg);
    leg->playout.say(std::move(phrase), prompt);
    leg->prompt_waits = prompt_waits;
    begin(*leg, now);
}

void Core::loop(LegId id, Playout::Sounds phrase, Instant now) {
    Leg* leg = attended(id);
    if (leg == nullptr) return;
    part(*leg);
    leg->playout.loop(std::move(phrase));
    begin(*leg, now);
}

void Core::quiet(LegId id) {
    Leg* leg = attended(id);
    if (leg == nullptr) return;
    part(*leg);
    leg->playout.stop();
    set_pacing(*leg);
}

void Core::bridge(LegId one, LegId other, Instant) {
    Leg* a = attended(one);
    Leg* b = attended(other);
    if (a == nullptr || b == nullptr || a == b || a->partner == b->place) return;
    for (Leg* leg : {a, b}) {
        part(*leg);
        leg->playout.stop();
        leg->out.mark();
        leg->press_withheld = true;  // one that has begun already; the next is decided anew
        set_pacing(*leg);
    }
    a->partner = b->place;
    b->partner = a->place;
    ++tally_.bridges;
}

/// Ends the leg's bridge, if there is one, for both.
void Core::part(Leg& leg) {
    Leg* other = at(leg.partner);
    leg.out.mark();
    if (other == nullptr) return;
    for (Leg* one : {&leg, other}) {
        one->partner = nowhere;
        one->relay.stop();
        one->held_back.clear();
        set_transcoder(*one, nullptr);
    }
    --tally_.bridges;
}

void Core::set_stream(Leg& leg, int clock, Instant now) {
    leg.relay.stop();  // the numbers of the stream before are none of this one's
    leg.out = leg.secured ? fresh_stream_of(leg.id, clock, now) : stream_of(leg.id, clock, now);
}

void Core::set_transcoder(Leg& leg, std::unique_ptr<Transcoder> transcoder) {
    if (leg.transcoder) --tally_.transcoders;
    if (transcoder) ++tally_.transcoders;
    leg.transcoder = std::move(transcoder);
}

void Core::watch_for_code(LegId id, char first) {
    Leg* leg = attended(id);
    if (leg == nullptr) return;
    leg->code_begins = first;
    leg->collecting = false;
    set_ears(*leg);
}

void Core::send_digit(LegId id, char digit, Duration length) {
    Leg* leg = attended(id);
    if (leg == nullptr) return;
    leg->digits_out.add(digit, length);
    set_pacing(*leg);
}

}  // namespace layby::media
