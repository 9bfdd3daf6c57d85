#include "media/outgoing.hpp"

#include <algorithm>
#include <utility>

namespace layby::media {

void Outgoing::set_clock(int hz, std::uint32_t fresh_ssrc) {
    if (hz == clock_) return;
    clock_ = hz;
    if (packets_ == 0) return;
    ssrc_ = fresh_ssrc;
    packets_ = octets_ = 0;
    mark_ = true;
}

std::uint32_t Outgoing::units(Duration time) const {
    return static_cast<std::uint32_t>(time.count() * clock_ / 1'000'000);
}

std::uint32_t Outgoing::timestamp_at(Instant now) const {
    return packets_ == 0 ? timestamp_ : timestamp_ + units(std::max(now - ends_at_, Duration::zero()));
}

RtpHeader Outgoing::next(std::uint8_t payload_type, Instant now, Duration length) {
    const bool gap = now >= ends_at_ + length;
    if (gap) timestamp_ = timestamp_at(now);
    const RtpHeader header{take_mark(gap), payload_type, sequence_++, timestamp_, ssrc_};
    last_ = timestamp_;
    timestamp_ += units(length);
    ends_at_ = (gap ? now : ends_at_) + length;
    return header;
}

RtpHeader Outgoing::next_at(std::uint8_t payload_type, std::uint32_t timestamp, Instant now,
                            Duration length) {
    run_on(timestamp, now, length);
    last_ = timestamp;
    return {take_mark(), payload_type, sequence_++, timestamp, ssrc_};
}

RtpHeader Outgoing::relayed(std::uint8_t payload_type, std::uint16_t sequence, std::uint32_t timestamp,
                            bool marker, Instant now) {
    if (ahead(sequence, sequence_) >= 0) {
        sequence_ = static_cast<std::uint16_t>(sequence + 1);
        last_ = timestamp;
    }
    run_on(timestamp, now, std::chrono::milliseconds{20});
    return {take_mark(marker), payload_type, sequence, timestamp, ssrc_};
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
