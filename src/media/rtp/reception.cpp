#include "media/rtp/reception.hpp"

#include <algorithm>
#include <cstdlib>

namespace layby::media {
namespace {

constexpr int most_dropout = 3000;
constexpr int most_misorder = 100;

}  // namespace

void Reception::restart(const RtpHeader& header) {
    *this = {};
    ssrc_ = header.ssrc;
    first_ = highest_ = 0x10000U + header.sequence;
}

void Reception::heard(const RtpHeader& header, int clock, Instant now) {
    const int step = ahead(header.sequence, static_cast<std::uint16_t>(highest_));
    const bool fresh = !is(header.ssrc) || step > most_dropout || step < -most_misorder;
    if (fresh) restart(header);
    if (!fresh && step > 0) highest_ += static_cast<std::uint32_t>(step);
    ++received_;
    count_jitter(header, clock, now);
}

void Reception::catch_up(const Progress& progress) {
    const int step = ahead(progress.sequence, static_cast<std::uint16_t>(highest_));
    if (step > 0) highest_ += static_cast<std::uint32_t>(step);
    received_ = progress.packets;
    jitter_ = progress.jitter;
    transit_ = progress.transit;
}

void Reception::count_jitter(const RtpHeader& header, int clock, Instant now) {
    const auto arrival = static_cast<std::uint32_t>(now.time_since_epoch().count() * (clock / 1000) / 1000);
    const std::uint32_t transit = arrival - header.timestamp;
    // A jump of seconds is another stream's clock or a talkspurt after silence, not jitter.
    const auto difference =
        static_cast<std::uint32_t>(std::abs(static_cast<std::int64_t>(ahead(transit, transit_))));
    if (received_ > 1 && difference < static_cast<std::uint32_t>(clock) * 2)
        jitter_ += difference - ((jitter_ + 8) >> 4);
    transit_ = transit;
}

void Reception::report_heard(std::uint32_t middle, Instant now) {
    report_middle_ = middle;
    report_at_ = now;
}

ReportBlock Reception::report(Instant now) {
    const std::uint32_t expected = highest_ - first_ + 1;
    const std::uint32_t expected_now = expected - expected_before_;
    const std::uint32_t received_now = received_ - received_before_;
    const auto lost_now = static_cast<std::int64_t>(expected_now) - received_now;
    expected_before_ = expected;
    received_before_ = received_;
    ReportBlock block{
        ssrc_, 0, static_cast<std::int32_t>(expected - received_), highest_, jitter_ >> 4, report_middle_, 0};
    block.lost = std::clamp(block.lost, -0x800000, 0x7fffff);
    if (expected_now != 0 && lost_now > 0)
        block.fraction_lost =
            static_cast<std::uint8_t>(std::min<std::int64_t>(lost_now * 256 / expected_now, 255));
    if (report_middle_ != 0)
        block.since_last_report = static_cast<std::uint32_t>((now - report_at_).count() * 65536 / 1'000'000);
    return block;
}

}  // namespace layby::media
