// What we know of the stream that a peer sends: loss, jitter and order, for the reports that it gets from us
// (RFC 3550 section 6.4 and appendix A). Part of a leg; media thread.
#pragma once
#include "media/rtp/rtp_packet.hpp"
#include "words/time.hpp"

namespace layby::media {

struct ReportBlock {
    std::uint32_t ssrc{};  ///< whose stream is described
    std::uint8_t fraction_lost{};
    std::int32_t lost{};  ///< 24 bits, signed
    std::uint32_t highest_sequence{};
    std::uint32_t jitter{};  ///< in timestamp units
    std::uint32_t last_report{};
    std::uint32_t since_last_report{};  ///< in 1/65536 s
};

/// How far a stream has come, for who counts its packets in our place.
struct Progress {
    std::uint32_t packets{};
    std::uint16_t sequence{};  ///< of the newest
    std::uint32_t timestamp{};
    Instant at{};
    std::uint32_t jitter{}, transit{};  ///< as in Reception
};

class Reception {
  public:
    void heard(const RtpHeader& header, int clock, Instant now);
    /// The middle 32 bits of the NTP time in the peer's sender report.
    void report_heard(std::uint32_t middle, Instant now);
    bool any() const { return received_ > 0; }
    std::uint32_t ssrc() const { return ssrc_; }
    /// Whether this SSRC is the one that is being received.
    bool is(std::uint32_t ssrc) const { return any() && ssrc == ssrc_; }
    /// Whether this packet, heard already, is the farthest one.
    bool is_newest(const RtpHeader& header) const {
        return is(header.ssrc) && header.sequence == static_cast<std::uint16_t>(highest_);
    }
    /// With the packet that was heard last.
    Progress progress(const RtpHeader& last, Instant now) const {
        return {received_, last.sequence, last.timestamp, now, jitter_, transit_};
    }
    /// The stream has come this far meanwhile.
    void catch_up(const Progress& progress);
    /// A block about the time since the last one.
    ReportBlock report(Instant now);

  private:
    void restart(const RtpHeader& header);
    void count_jitter(const RtpHeader& header, int clock, Instant now);

    std::uint32_t ssrc_{};
    std::uint32_t first_{}, highest_{};  // sequence numbers with their cycles
    std::uint32_t received_{};
    std::uint32_t expected_before_{}, received_before_{};
    std::uint32_t jitter_{};  // times 16
    std::uint32_t transit_{};
    std::uint32_t report_middle_{};
    Instant report_at_{};
};

}  // namespace layby::media
