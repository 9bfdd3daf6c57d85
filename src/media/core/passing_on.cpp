// What one leg of a bridge says, on its way to the other.
#include "media/core/core.hpp"

namespace layby::media {

void Core::pass_on(Leg& speaker, Leg& listener, const RtpPacket& packet, Carries what, Instant now) {
    if (!speaker.speaks) return;
    if (!listener.can_hear()) return listener.relay.stop();
    const bool withheld = speaker.press_withheld || !listener.send_digits;
    const bool unwanted = what == Carries::noise || (what == Carries::digits && withheld);
    if (unwanted || listener.digits_out.active()) return listener.relay.leave_out(packet.header);
    if (what == Carries::digits) return pass_digit(speaker, listener, packet, now);
    pass_audio(speaker, listener, packet, now);
}

void Core::pass_audio(Leg& speaker, Leg& listener, const RtpPacket& packet, Instant now) {
    if (speaker.speaking == listener.send.codec && !cuts(listener, speaker.speaking, packet.payload)) {
        if (listener.transcoder) set_transcoder(listener, nullptr);
        return relay(listener, packet, Carries::audio, now);
    }
    listener.relay.stop();
    transcoder_for(listener, speaker.speaking).take(packet, listener.out, now);
    send_transcoded(listener, now);
}

/// Whether packets are too long for the listener (RFC 8866 section 6.5, a=maxptime): then they are decoded
/// and encoded again in short ones. Once one was, all the following take the same way, as two ways make two
/// streams.
bool Core::cuts(Leg& listener, Codec from, Bytes payload) {
    if (!listener.max_ptime) return false;
    const bool begun = listener.transcoder && listener.transcoder->is(from, listener.send.codec);
    return begun || length_of(from, payload) > std::chrono::milliseconds{*listener.max_ptime};
}

void Core::relay(Leg& listener, const RtpPacket& packet, Carries what, Instant now) {
    const bool begins = what == Carries::audio || packet.header.marker;
    const auto place = listener.relay.place(packet.header, begins, listener.out, now);
    if (!place) return;
    ++tally_.relayed;
    const std::uint8_t payload_type =
        what == Carries::audio ? listener.send.payload_type : *listener.send_digits;
    send(listener, listener.out.relayed(payload_type, place->sequence, place->timestamp, place->marker, now),
         packet.payload);
}

Transcoder& Core::transcoder_for(Leg& listener, Codec from) {
    const Codec to = listener.send.codec;
    if (!listener.transcoder || !listener.transcoder->is(from, to))
        set_transcoder(listener, std::make_unique<Transcoder>(from, to));
    return *listener.transcoder;
}

/// Sends what the listener's transcoder has made of the packet.
void Core::send_transcoded(Leg& listener, Instant now) {
    const Duration length = listener.packet_length();
    while (const auto made = listener.transcoder->next()) {
        if (made->talkspurt) listener.out.begin_talkspurt(now);
        if (made->payload.empty()) continue;
        auto timestamp = made->timestamp;
        for (const Bytes part : Parts(made->payload, length)) {
            ++tally_.relayed;
            send(listener, listener.out.next_at(listener.send.payload_type, timestamp, now, length), part);
            timestamp += listener.out.units(length);
        }
    }
}

/// A telephone-event packet. Its clock is that of the audio beside it (RFC 4733 section 2.1), so between legs
/// of one codec it goes the way of the audio; else timestamp and duration are brought to the listener's
/// clock.
void Core::pass_digit(Leg& speaker, Leg& listener, const RtpPacket& packet, Instant now) {
    const bool same = speaker.speaking == listener.send.codec;
    if (same && !cuts(listener, speaker.speaking, {})) return relay(listener, packet, Carries::digits, now);
    auto event = read_event(packet.payload);
    if (!event) return;
    Transcoder& transcoder = transcoder_for(listener, speaker.speaking);
    const auto timestamp = transcoder.place_event(packet.header, listener.out, now);
    if (!timestamp) return;
    const std::uint32_t units = std::min<std::uint32_t>(transcoder.scaled(event->duration), 0xffff);
    event->duration = static_cast<std::uint16_t>(units);
    std::array<std::uint8_t, event_bytes> payload{};
    write_event(*event, payload);
    if (packet.header.marker) listener.out.mark();
    ++tally_.relayed;
    const Duration length{static_cast<std::int64_t>(units) * 1'000'000 / listener.out.clock()};
    send(listener, listener.out.next_at(*listener.send_digits, *timestamp, now, length), payload);
}

}  // namespace layby::media
