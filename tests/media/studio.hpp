// A media core in simulated time: packets out are collected, packets in are made up. Header only.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>

#include "codecs/codec.hpp"
#include "media/core/core.hpp"
#include "model_sieve.hpp"

namespace layby::media {

using namespace std::chrono_literals;

/// A sound whose n-th frame is filled with the byte `first` + n; 160 bytes long (Opus: 80).
class CountingSound final : public sounds::Sound {
  public:
    CountingSound(std::size_t frames, std::uint8_t first) {
        for (std::size_t codec = 0; codec < codec_count; ++codec) {
            for (std::size_t i = 0; i < frames; ++i) {
                const std::size_t bytes = codec == static_cast<std::size_t>(Codec::opus) ? 80 : 160;
                frames_[codec].add(std::vector(bytes, static_cast<std::uint8_t>(first + i)));
            }
            frames_[codec].end();
        }
    }
    const sounds::Frames& frames(Codec codec) const override {
        return frames_[static_cast<std::size_t>(codec)];
    }
    /// Recordings of 30 frames.
    std::size_t track_start(std::size_t frame) const override { return frame - frame % 30; }

  private:
    std::array<sounds::Frames, codec_count> frames_;
};

/// A sound of one frame that is still being encoded until finish().
class UnfinishedSound final : public sounds::Sound {
  public:
    void finish() {
        frames_.add(std::vector<std::uint8_t>(160, 0x11));
        frames_.end();
    }
    const sounds::Frames& frames(Codec) const override { return frames_; }

  private:
    sounds::Frames frames_;
};

struct Sent {
    Instant at;
    Place place{};
    Channel channel{};
    SocketAddress to;
    std::vector<std::uint8_t> bytes;

    RtpHeader header() const { return read_rtp(bytes)->header; }
    Bytes payload() const { return read_rtp(bytes)->payload; }
};

/// Handshakes that nobody makes: what the core has asked for.
class NotedHandshakes final : public Handshakes {
  public:
    struct Heard {
        LegId leg;
        SocketAddress from;
        std::vector<std::uint8_t> datagram;
    };
    std::vector<Fingerprint> expected;
    std::vector<SocketAddress> begun;
    std::vector<Heard> heard;
    std::vector<LegId> forgotten;
    Whence whence{};

    void expect(LegId, const Fingerprint& peer, Whence how) override {
        expected.push_back(peer);
        whence = how;
    }
    void begin(LegId, const SocketAddress& to) override { begun.push_back(to); }
    void hear(LegId leg, const SocketAddress& from, Bytes datagram) override {
        heard.push_back({leg, from, {datagram.begin(), datagram.end()}});
    }
    void forget(LegId leg) override { forgotten.push_back(leg); }
};

/// A recorder that keeps what it is given.
struct Notebook final : Recordings {
    std::vector<std::int16_t> samples;
    std::string log;

    void begin(MessageId message) override { log += "begin " + std::to_string(message.value) + ' '; }
    void add(MessageId, std::vector<std::int16_t> more) override {
        samples.insert(samples.end(), more.begin(), more.end());
        log += "add ";
    }
    void end(MessageId message) override { log += "end " + std::to_string(message.value) + ' '; }
    void drop(MessageId message) override { log += "drop " + std::to_string(message.value) + ' '; }
};

class Studio final : public Net {
  public:
    NotedHandshakes handshakes;
    Notebook notebook;
    Tally tally;
    std::vector<Sent> sent;
    std::vector<calls::Fact> facts;
    Instant now{1s};
    std::vector<Place> closed;
    MusicStart music_start{};
    Core core{{30s, 42, std::uint64_t{3'900'000'000} << 32, music_start, 1, &handshakes,
               &notebook},  // no packet waits for others
              *this,
              [this](calls::Fact fact) { facts.push_back(std::move(fact)); },
              tally};
    CountingSound music{100, 0}, hello{3, 200}, seven{2, 210};

    std::optional<ModelSieve> model;

    enum class Sieved { no, yes };
    explicit Studio(Sieved sieved = Sieved::yes, MusicStart start = MusicStart::radio) : music_start(start) {
        if (sieved == Sieved::yes) model.emplace();
        core.tick(now);
    }
    Sieve* sieve() override { return model ? &*model : nullptr; }

    /// A packet comes to the RTP port of that leg.
    void arrive(Place place, const SocketAddress& from, Bytes bytes) {
        if (!model || !model->drops(place, from, bytes, now)) core.rtp(place, from, bytes, now);
    }

    void send(const Batch& packets) override {
        for (const auto& p : packets.packets())
            sent.push_back({now, p.place, p.channel, p.peer, {p.bytes.begin(), p.bytes.end()}});
    }
    void close(Place place) override { closed.push_back(place); }
    // A core neither opens lines nor receives by itself.
    std::optional<Line> open(const SocketAddress&, For) override { return {}; }
    std::optional<Line> reopen(const SocketAddress&) override { return {}; }
    std::size_t lines() const override { return 0; }
    void wake() noexcept override {}
    void take_over() override {}
    void wait(std::optional<Instant>) override {}
    bool receive(Batch&) override { return false; }

    /// Opens the leg unless it is open.
    Place open(LegId leg) {
        if (const auto known = places_.find(leg); known != places_.end()) return known->second;
        const Place place = closed_.empty() ? static_cast<Place>(places_.size()) : closed_.back();
        if (!closed_.empty()) closed_.pop_back();
        core.open(leg, place, now);
        return places_[leg] = place;
    }
    void close(LegId leg) {
        core.close(leg, now);
        if (const auto gone = places_.extract(leg)) closed_.push_back(gone.mapped());
    }

    void pass(Duration time) {
        const Instant end = now + time;
        while (core.next_tick() <= end) {
            now = std::max(now, core.next_tick());
            core.tick(now);
        }
        now = end;
    }

    std::vector<Sent> to(Place place, Channel channel = Channel::rtp) const {
        std::vector<Sent> found;
        std::copy_if(sent.begin(), sent.end(), std::back_inserter(found),
                     [&](const Sent& s) { return s.place == place && s.channel == channel; });
        return found;
    }

    template <class Fact>
    std::vector<Fact> told() const {
        std::vector<Fact> found;
        for (const auto& fact : facts)
            if (const auto* one = std::get_if<Fact>(&fact)) found.push_back(*one);
        return found;
    }

  private:
    std::unordered_map<LegId, Place> places_;
    std::vector<Place> closed_;
};

/// What was told of the keys; those that were withheld in parentheses.
inline std::string told_keys(const Studio& studio) {
    std::string keys;
    for (const auto& fact : studio.told<calls::DigitHeard>())
        keys += fact.withheld ? std::string{'('} + fact.digit + ')' : std::string{fact.digit};
    return keys;
}

inline std::uint8_t payload_type(Codec codec) {
    return std::array<std::uint8_t, 4>{0, 8, 9, 111}.at(static_cast<std::size_t>(codec));
}

/// A phone in a call with the studio's core.
class Phone {
  public:
    Phone(Studio& studio, std::uint64_t id, Codec codec = Codec::pcmu)
        : studio_(studio),
          leg{id},
          place(studio.open(leg)),
          here(*SocketAddress::from("192.0.2.1", static_cast<std::uint16_t>(20000 + 2 * id))),
          audio(made(codec, here.port())),
          ssrc(static_cast<std::uint32_t>(1000 + id)) {
        negotiate();
    }

    void negotiate() { studio_.core.negotiated(leg, audio, studio_.now); }
    void hold() { audio.peer_listens = false, negotiate(); }
    void resume() { audio.peer_listens = true, negotiate(); }

    void say(std::uint8_t byte = 0x55) { say(std::vector<std::uint8_t>(160, byte)); }
    void say(const std::vector<std::uint8_t>& payload) {
        deliver({false, audio.send.payload_type, sequence++, timestamp, ssrc}, payload);
        timestamp += codecs::frame_timestamp(audio.send.codec);
    }
    /// Talks for so many frames of 20 ms.
    void talk(int frames, std::uint8_t byte = 0x55) {
        for (int i = 0; i < frames; ++i, studio_.pass(20ms)) say(byte);
    }
    /// Presses a key for 100 ms, as phones do: growing durations, three times the end.
    void press(char digit) {
        const auto units = codecs::frame_timestamp(audio.send.codec);
        for (std::uint32_t i = 1; i <= 5; ++i, studio_.pass(20ms)) event(digit, i * units, false, i == 1);
        for (int i = 0; i < 3; ++i) event(digit, 5 * units, true, false);
        timestamp += 5 * units;
    }
    void event(char digit, std::uint32_t duration, bool end, bool marker) {
        std::vector<std::uint8_t> payload(event_bytes);
        write_event({*event_of(digit), end, 10, static_cast<std::uint16_t>(duration)},
                    std::span{payload}.first<event_bytes>());
        deliver({marker, *audio.receive_digits, sequence++, timestamp, ssrc}, payload);
    }
    void deliver(const RtpHeader& header, const std::vector<std::uint8_t>& payload) {
        deliver_from(here, header, payload);
    }
    void deliver_from(const SocketAddress& from, const RtpHeader& header,
                      const std::vector<std::uint8_t>& payload) {
        std::vector<std::uint8_t> packet(rtp_header_bytes);
        write_rtp_header(header, std::span{packet}.first<rtp_header_bytes>());
        packet.insert(packet.end(), payload.begin(), payload.end());
        studio_.arrive(place, from, packet);
    }

    std::vector<Sent> heard() const { return studio_.to(place); }

  private:
    static calls::LegAudio made(Codec codec, std::uint16_t port) {
        const CodecChoice choice{codec, payload_type(codec)};
        calls::LegAudio audio{{"192.0.2.1", port}, {}, choice, {choice}, 101, 101};
        audio.peer_ip = "192.0.2.1";
        return audio;
    }
    Studio& studio_;

  public:
    LegId leg;
    Place place;
    SocketAddress here;
    calls::LegAudio audio;
    std::uint32_t ssrc;
    std::uint16_t sequence{65500};  // wraps soon
    std::uint32_t timestamp{0xfffff000};
};

/// Each packet follows the one before: sequence by one, timestamp by a frame, one SSRC.
inline void expect_steady(const std::vector<Sent>& packets, std::uint32_t step = 160) {
    for (std::size_t i = 1; i < packets.size(); ++i) {
        const auto before = packets[i - 1].header(), after = packets[i].header();
        EXPECT_EQ(after.sequence, static_cast<std::uint16_t>(before.sequence + 1)) << i;
        EXPECT_EQ(after.timestamp, before.timestamp + step) << i;
        EXPECT_EQ(after.ssrc, before.ssrc) << i;
    }
}

/// The stream is one: sequence numbers without gaps, timestamps that never run back, one SSRC.
inline void expect_one_stream(const std::vector<Sent>& packets) {
    for (std::size_t i = 1; i < packets.size(); ++i) {
        const auto before = packets[i - 1].header(), after = packets[i].header();
        EXPECT_EQ(after.sequence, static_cast<std::uint16_t>(before.sequence + 1)) << i;
        EXPECT_GE(ahead(after.timestamp, before.timestamp), 0) << i;
        EXPECT_EQ(after.ssrc, before.ssrc) << i;
    }
}

}  // namespace layby::media
