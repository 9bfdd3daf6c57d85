// The one RTP stream that a leg's peer receives from us: its SSRC, and sequence numbers and timestamps that
// run on whatever the leg hears: music, prompts, digits or another leg. A stream's numbers begin where a
// given moment is in it, with its first packet. Part of a leg; media thread.
#pragma once
#include "media/rtp/rtp_packet.hpp"
#include "media/rtp/stream_start.hpp"
#include "words/time.hpp"

namespace layby::media {

class Outgoing {
  public:
    /// `start` is where `now` is in the stream; `clock` the RTP clock in Hz. Another clock than before needs
    /// another stream (RFC 7160 section 4.1).
    Outgoing(const StreamStart& start, int clock, Instant now);

    /// The next packet begins a talkspurt: marker bit.
    void mark() { mark_ = true; }
    /// The same, for a stream into which nobody relays packets.
    void begin_talkspurt(Instant now);

    /// The header of the next frame of `length` that begins now: joined to the one before, or after a gap as
    /// long as the real one.
    RtpHeader next(std::uint8_t payload_type, Instant now, Duration length);
    /// The header of a packet whose timestamp is given (digits, transcoded audio); `length` of audio follows.
    RtpHeader next_at(std::uint8_t payload_type, std::uint32_t timestamp, Instant now, Duration length);
    /// The header of a relayed packet whose place in the stream is given.
    RtpHeader relayed(std::uint8_t payload_type, std::uint16_t sequence, std::uint32_t timestamp, bool marker,
                      Instant now);

    std::uint32_t ssrc() const { return start_.ssrc; }
    std::uint16_t next_sequence(Instant now) const;
    /// Whether a packet of this timestamp would turn the stream's clock back.
    bool is_past(std::uint32_t timestamp) const { return packets_ != 0 && ahead(timestamp, last_) < 0; }
    /// The timestamp of audio that begins now.
    std::uint32_t timestamp_at(Instant now) const;
    /// When the audio sent so far ends.
    Instant ends_at() const { return ends_at_; }
    int clock() const { return clock_; }
    std::uint32_t units(Duration time) const;

    // For sender reports.
    void sent(std::size_t payload_bytes) { ++packets_, octets_ += static_cast<std::uint32_t>(payload_bytes); }
    std::uint32_t packets() const { return packets_; }
    std::uint32_t octets() const { return octets_; }

  private:
    bool take_mark(bool also = false);
    void run_on(std::uint32_t timestamp, Instant now, Duration length);

    StreamStart start_;
    Instant started_;
    int clock_;
    std::uint16_t sequence_;   // of the next packet
    std::uint32_t timestamp_;  // at ends_at_
    std::uint32_t last_{};     // of the newest packet
    Instant ends_at_;
    bool mark_{true};
    std::uint32_t packets_{}, octets_{};
};

}  // namespace layby::media
