// The heart of the media engine: legs, what they hear, and packets in and out. Knows neither sockets nor
// clocks nor threads: time and packets are arguments, and packets leave in batches through a Net. Media
// thread, or a test.
#pragma once
#include <array>
#include <functional>
#include <random>
#include <unordered_map>

#include "calls/facts.hpp"
#include "media/core/handshakes.hpp"
#include "media/core/leg.hpp"
#include "media/core/net.hpp"
#include "media/core/tally.hpp"
#include "media/music_start.hpp"
#include "media/recordings.hpp"
#include "media/rtp/rtcp.hpp"
#include "runtime/one_thread.hpp"

namespace layby::media {

class Core {
  public:
    struct Setup {
        Duration lost_after{std::chrono::seconds{30}};
        std::uint64_t secret{};    ///< of the streams of legs
        std::uint64_t ntp_zero{};  ///< the NTP time (32.32) of Instant zero
        MusicStart music_start{};
        std::size_t batch{Batch::usual};  ///< so many packets leave at once
        Handshakes* handshakes{};         ///< outlives the core; none: legs that need one stay silent
        Recordings* recordings{};         ///< likewise; none: nothing can be written down
    };
    /// `tell` must only queue.
    Core(Setup setup, Net& net, std::function<void(calls::Fact)> tell, Tally& tally);

    // Orders; those for a leg that isn't there are ignored. What replaces what a leg heard from a bridge ends
    // the bridge for both.
    void open(LegId leg, Place place, Instant now);
    /// Says goodbye to the peer, and closes its line.
    void close(LegId leg, Instant now);
    void negotiated(LegId leg, const calls::LegAudio& audio, Instant now);
    void play_music(LegId leg, const sounds::Sound* music, Instant now);
    void say(LegId leg, Playout::Sounds phrase, PromptId prompt, Instant now);
    void loop(LegId leg, Playout::Sounds phrase, Instant now);
    void bridge(LegId one, LegId other, Instant now);
    void quiet(LegId leg);
    void watch_for_code(LegId leg, char first);
    void send_digit(LegId leg, char digit, Duration length);
    /// What it says, until it is stopped; the leg may be gone by then.
    void record(LegId leg, MessageId message);
    void stop_recording(LegId leg, MessageId message);
    void drop_recording(LegId leg, MessageId message);

    // Packets that came in for legs.
    void hear(const Batch& packets, Instant now);
    void rtp(Place place, const SocketAddress& from, Bytes bytes, Instant now);
    void rtcp(Place place, const SocketAddress& from, Bytes bytes, Instant now);

    // What becomes of handshakes.
    void handshake_says(LegId leg, const SocketAddress& to, Bytes datagram);
    /// With the peer that has this fingerprint, who was at that place.
    void agreed(LegId leg, const Fingerprint& with, const SrtpKeys& keys, const SocketAddress& at,
                Instant now);

    /// Serves every slot that is due.
    void tick(Instant now);
    /// When to call tick() again; nothing happens by itself before.
    Instant next_tick() const;
    bool empty() const { return places_.empty(); }
    /// RTCP BYE to every peer.
    void say_goodbye(Instant now);
    /// Sends what was written since the last batch was full. After orders; tick() and hear() do it
    /// themselves.
    void flush();

  private:
    // The table (core.cpp).
    Leg* find(LegId leg);
    Leg* attended(LegId leg);
    Leg* at(Place place) { return place < legs_.size() ? legs_[place].get() : nullptr; }
    Outgoing stream_of(LegId leg, int clock, Instant now) const;
    Outgoing fresh_stream_of(LegId leg, int clock, Instant now) const;
    std::uint32_t random() { return static_cast<std::uint32_t>(random_()); }

    // Time (playing.cpp).
    void serve_slot(Instant at);
    void play(Leg& leg, Instant at);
    bool waits(Leg& leg);
    void send_frame(Leg& leg, Bytes payload, Instant at);
    void play_digit(Leg& leg, Instant at);
    void send_event(Leg& leg, const DigitSender::Step& step, Instant at);
    void send_tone(Leg& leg, const DigitSender::Step& step, Instant at);
    void begin(Leg& leg, Instant now);
    void set_pacing(Leg& leg);
    void do_chores(Instant now);
    void notice_silence(Leg& leg, Instant now);
    void send(Leg& leg, const RtpHeader& header, Bytes payload);
    bool leave(Leg& leg, Channel channel, const SocketAddress& to, std::size_t length);

    // What a leg hears (orders.cpp).
    void part(Leg& leg);
    void set_proved(Leg& leg, const calls::LegAudio& audio, const std::optional<SocketAddress>& signalling,
                    Instant now);
    void set_transcoder(Leg& leg, std::unique_ptr<Transcoder> transcoder);
    void set_stream(Leg& leg, int clock, Instant now);

    // Connectivity checks (checking.cpp).
    void set_checks(Leg& leg, const calls::LegAudio& audio, Instant now);
    void check(Leg& leg, const SocketAddress& from, Bytes bytes, Instant now);
    void renew_consent(Leg& leg, const SocketAddress& from, Instant now);
    void look_after_checks(Leg& leg, Instant now);

    // Keys by a handshake (agreeing.cpp).
    bool agree(Leg& leg, const calls::LegAudio& audio);
    void expect(Leg& leg, const calls::DtlsPeer& peer);
    void begin_handshake(Leg& leg);
    void shake(Leg& leg, const SocketAddress& from, Bytes bytes);

    // Encrypted legs (securing.cpp).
    bool set_keys(Leg& leg, const std::optional<SrtpKeys>& keys);
    std::optional<Bytes> opened(Leg& leg, Channel channel, const SocketAddress& from, Bytes bytes);

    // Keys in audio (listening.cpp).
    bool needs_ears(const Leg& leg) const;
    void set_ears(Leg& leg);
    void listen(Leg& leg, const RtpPacket& packet, Carries what, Instant now);
    void hear_tones(Leg& leg, const RtpPacket& packet, Instant now);
    void hush(Leg& leg);
    void let_go(Leg& leg, Leg& partner, Instant now);

    // What is written down (writing_down.cpp).
    void forget_dictation(LegId leg, MessageId message);

    // Packets that nobody needs (sifting.cpp).
    void sift(Leg& leg, const SocketAddress& from, const RtpHeader& header, Instant now);
    void catch_up(Leg& leg);
    void attend(Leg& leg);

    // Packets in (hearing.cpp) and on to a partner (passing_on.cpp).
    void refuse() { ++tally_.refused; }
    void refuse_stranger(Leg& leg, const SocketAddress& from);
    void follow(Leg& leg);
    void beside_audio(Leg& leg, const SocketAddress& from, Bytes bytes, Instant now);
    Latch::Verdict judge(Leg& leg, const SocketAddress& from, const RtpPacket& packet, Carries what,
                         bool plausible, Instant now);
    void hear(Leg& leg, const SocketAddress& from, const RtpPacket& packet, Carries what, Instant now);
    void hear_press(Leg& leg, char digit);
    void pass_on(Leg& speaker, Leg& listener, const RtpPacket& packet, Carries what, Instant now);
    void pass_audio(Leg& speaker, Leg& listener, const RtpPacket& packet, Instant now);
    void pass_digit(Leg& speaker, Leg& listener, const RtpPacket& packet, Instant now);
    void relay(Leg& listener, const RtpPacket& packet, Carries what, Instant now);
    void send_transcoded(Leg& listener, Instant now);
    bool cuts(Leg& listener, Codec from, Bytes payload);
    Transcoder& transcoder_for(Leg& listener, Codec from);

    // Reports (reports.cpp).
    void send_report(Leg& leg, Instant now, bool bye);
    SocketAddress report_address(const Leg& leg) const;
    std::uint64_t ntp(Instant now) const;
    Duration wall(Instant now) const;

    runtime::OneThread thread_;
    Setup setup_;
    Net& net_;
    Batch out_;
    std::array<std::uint8_t, max_packet_bytes> plain_{};  // a packet that was opened
    std::function<void(calls::Fact)> tell_;
    Tally& tally_;
    std::mt19937_64 random_;
    std::vector<std::unique_ptr<Leg>> legs_;
    std::unordered_map<LegId, Place> places_;
    Pacer pacer_;
    std::size_t slot_{};    // the next to be served
    Instant slot_due_{};    // when
    std::size_t chores_{};  // the next leg to look after
};

}  // namespace layby::media
