#include "media/rtp/relay.hpp"

#include <cstdlib>

namespace layby::media {
namespace {

/// A sequence number farther away than this is another stream under the same SSRC.
constexpr int farthest = 1000;
/// So is a timestamp that is this much off real time.
constexpr std::int64_t most_drift_seconds = 4;
/// Packets from before the relay's first may come only this soon after it.
constexpr std::uint32_t young = 64;

}  // namespace

void Relay::start(const RtpHeader& in, const Outgoing& out, Instant now) {
    running_ = true;
    ssrc_ = in.ssrc;
    sequence_offset_ = static_cast<std::uint16_t>(out.next_sequence(now) - in.sequence);
    timestamp_offset_ = out.timestamp_at(now) - in.timestamp;
    first_ = highest_ = in.sequence;
    timestamp_ = in.timestamp;
    heard_at_ = now;
    count_ = 0;
}

bool Relay::goes_on(const RtpHeader& in, int clock, Instant now) const {
    if (!running_ || in.ssrc != ssrc_ || std::abs(ahead(in.sequence, highest_)) > farthest) return false;
    const std::int64_t real = (now - heard_at_).count() * clock / 1'000'000;
    return std::abs(ahead(in.timestamp, timestamp_) - real) < most_drift_seconds * clock;
}

std::optional<Relay::Place> Relay::place(const RtpHeader& in, bool begins, const Outgoing& out, Instant now) {
    const bool behind =
        ahead(in.sequence, highest_) > 0 && out.is_past(in.timestamp + timestamp_offset_) && begins;
    const bool fresh = behind || !goes_on(in, out.clock(), now);
    if (fresh) start(in, out, now);
    if (count_ < young && ahead(in.sequence, first_) < 0) return {};
    ++count_;
    if (ahead(in.sequence, highest_) > 0) {
        highest_ = in.sequence;
        timestamp_ = in.timestamp;
        heard_at_ = now;
    }
    return Place{static_cast<std::uint16_t>(in.sequence + sequence_offset_), in.timestamp + timestamp_offset_,
                 in.marker || fresh};
}

void Relay::leave_out(const RtpHeader& in) {
    if (!running_ || in.ssrc != ssrc_ || ahead(in.sequence, highest_) <= 0) return;
    highest_ = in.sequence;
    --sequence_offset_;
}

}  // namespace layby::media
