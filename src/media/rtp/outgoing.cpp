#include "media/rtp/outgoing.hpp"

#include <algorithm>
#include <utility>

namespace layby::media {
namespace {

// In sequence numbers, whose round is 0x10000.
constexpr std::uint16_t most_behind = 0x4000;
constexpr std::uint16_t a_little_ahead = 0xff00;
constexpr std::uint16_t longest_leap = 0x7000;

}  // namespace

Outgoing::Outgoing(const StreamStart& start, int clock, Instant now)
    : start_(start),
      started_(now),
      clock_(clock),
      sequence_(start.sequence),
      timestamp_(start.timestamp),
      ends_at_(now) {}

std::uint32_t Outgoing::units(Duration time) const {
    return static_cast<std::uint32_t>(passed(time, clock_));
}

std::uint32_t Outgoing::timestamp_at(Instant now) const {
    return timestamp_ + units(std::max(now - ends_at_, Duration::zero()));
}

// Pauses leave no gap in the numbers, so they fall behind the clock from which a later start takes its own. A
// receiver may take a step of more than half their round for one back; long before, they catch up.
std::uint16_t Outgoing::next_sequence(Instant now) const {
    const auto due = static_cast<std::uint16_t>(start_.sequence + passed(now - started_, numbers_per_second));
    if (packets_ == 0) return due;
    const auto behind = static_cast<std::uint16_t>(due - sequence_);
    if (behind < most_behind || behind > a_little_ahead) return sequence_;
    return static_cast<std::uint16_t>(sequence_ + std::min(behind, longest_leap));
}

void Outgoing::begin_talkspurt(Instant now) {
    mark();
    sequence_ = next_sequence(now);
}

RtpHeader Outgoing::next(std::uint8_t payload_type, Instant now, Duration length) {
    const bool gap = now >= ends_at_ + length;
    if (gap) timestamp_ = timestamp_at(now);
    sequence_ = next_sequence(now);
    const RtpHeader header{take_mark(gap), payload_type, sequence_++, timestamp_, ssrc()};
    last_ = timestamp_;
    timestamp_ += units(length);
    ends_at_ = (gap ? now : ends_at_) + length;
    return header;
}

RtpHeader Outgoing::next_at(std::uint8_t payload_type, std::uint32_t timestamp, Instant now,
                            Duration length) {
    run_on(timestamp, now, length);
    last_ = timestamp;
    if (packets_ == 0) sequence_ = next_sequence(now);
    return {take_mark(), payload_type, sequence_++, timestamp, ssrc()};
}

RtpHeader Outgoing::relayed(std::uint8_t payload_type, std::uint16_t sequence, std::uint32_t timestamp,
                            bool marker, Instant now) {
    if (packets_ == 0 || ahead(sequence, sequence_) >= 0) {
        sequence_ = static_cast<std::uint16_t>(sequence + 1);
        last_ = timestamp;
    }
    run_on(timestamp, now, std::chrono::milliseconds{20});
    return {take_mark(marker), payload_type, sequence, timestamp, ssrc()};
}

bool Outgoing::take_mark(bool also) { return std::exchange(mark_, false) || also; }

// What is sent late or twice doesn't turn the stream's clock back.
void Outgoing::run_on(std::uint32_t timestamp, Instant now, Duration length) {
    const std::uint32_t end = timestamp + units(length);
    if (packets_ != 0 && ahead(end, timestamp_) < 0) return;
    timestamp_ = end;
    ends_at_ = now + length;
}

}  // namespace layby::media
