#include "media/sound/transcoder.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace layby::media {
namespace {

constexpr int farthest_jump = 1000;
constexpr std::int64_t most_drift_in_seconds = 4;
/// Audio that is this much off its timestamp is moved there.
constexpr int most_skew_ms = 40;
/// The longest packet at the highest rate (1500 bytes of G.711), what was concealed before it, and a rest.
constexpr std::size_t most_buffered = 1500 * 6 + 8 * 960;

}  // namespace

Transcoder::Transcoder(Codec from, Codec to)
    : from_(from),
      to_(to),
      clock_in_(rtp_clock(from)),
      clock_out_(rtp_clock(to)),
      decoder_(codecs::make_decoder(from)),
      encoder_(codecs::make_encoder(to)),
      resampler_(codecs::sample_rate(from), codecs::sample_rate(to)),
      pcm_(most_buffered) {}

void Transcoder::start(const RtpHeader& in, const Outgoing& out, Instant now) {
    running_ = true;
    talkspurt_ = true;
    ssrc_ = in.ssrc;
    highest_ = static_cast<std::uint16_t>(in.sequence - 1);
    anchor_in_ = in.timestamp;
    anchor_out_ = frame_timestamp_ = out.timestamp_at(now);
    filled_ = used_ = 0;
    heard_at_ = now;
}

bool Transcoder::goes_on(const RtpHeader& in, Instant now) const {
    if (!running_ || in.ssrc != ssrc_ || std::abs(ahead(in.sequence, highest_)) > farthest_jump) return false;
    const std::int64_t real = (now - heard_at_).count() * clock_in_ / 1'000'000;
    return std::abs(ahead(in.timestamp, anchor_in_) - real) < most_drift_in_seconds * clock_in_;
}

/// False when the packet is late or repeated.
bool Transcoder::follow(const RtpHeader& in, bool begins, const Outgoing& out, Instant now) {
    const bool behind = begins && ahead(in.sequence, highest_) > 0 && out.is_past(mapped(in.timestamp));
    if (behind || !goes_on(in, now)) start(in, out, now);
    const int step = ahead(in.sequence, highest_);
    if (step <= 0) return false;
    missing_ = step - 1;
    highest_ = in.sequence;
    heard_at_ = now;
    return true;
}

std::uint32_t Transcoder::scaled(std::uint32_t units) const {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(units) * static_cast<unsigned>(clock_out_) /
                                      static_cast<unsigned>(clock_in_));
}

std::uint32_t Transcoder::mapped(std::uint32_t timestamp) const {
    const std::int64_t in = ahead(timestamp, anchor_in_);
    return anchor_out_ + static_cast<std::uint32_t>(in * clock_out_ / clock_in_);
}

// Keeps the anchor near, so that it never gets half a clock's round away.
void Transcoder::move_anchor(std::uint32_t timestamp) {
    const std::int64_t out = ahead(mapped(timestamp), anchor_out_);
    anchor_in_ += static_cast<std::uint32_t>(out * clock_in_ / clock_out_);
    anchor_out_ += static_cast<std::uint32_t>(out);
}

std::uint32_t Transcoder::buffered_units() const {
    const auto samples = static_cast<std::int64_t>(filled_ - used_);
    return static_cast<std::uint32_t>(samples * clock_out_ / codecs::sample_rate(to_));
}

void Transcoder::align(std::uint32_t timestamp, const Outgoing& out) {
    const std::uint32_t due = mapped(timestamp);
    const std::uint32_t at = frame_timestamp_ + buffered_units();
    const bool near = std::abs(ahead(due, at)) <= most_skew_ms * clock_out_ / 1000;
    if (near && !out.is_past(frame_timestamp_)) return;
    filled_ = used_ = 0;
    if (ahead(due, frame_timestamp_) > 0 || out.is_past(frame_timestamp_)) frame_timestamp_ = due;
    talkspurt_ = true;
}

void Transcoder::add(std::size_t samples) {
    const std::span room{pcm_.data() + filled_, pcm_.size() - filled_};
    filled_ += resampler_.convert({decoded_.data(), samples}, room);
}

void Transcoder::conceal(int packets, Bytes next) {
    if (packets > most_concealed) return;
    for (int i = 1; i < packets; ++i) add(decoder_->conceal(decoded_));
    if (packets > 0) add(decoder_->recover(next, decoded_));
}

void Transcoder::take(const RtpPacket& packet, const Outgoing& out, Instant now) {
    if (!follow(packet.header, true, out, now)) return;
    conceal(missing_, packet.payload);
    const std::size_t samples = decoder_->decode(packet.payload, decoded_);
    if (samples == 0) return;
    align(packet.header.timestamp, out);
    move_anchor(packet.header.timestamp);
    add(samples);
}

std::optional<Transcoder::Frame> Transcoder::next() {
    const auto frame = static_cast<std::size_t>(codecs::frame_samples(to_));
    if (filled_ - used_ < frame) {
        std::copy(pcm_.begin() + static_cast<std::ptrdiff_t>(used_),
                  pcm_.begin() + static_cast<std::ptrdiff_t>(filled_), pcm_.begin());
        filled_ -= std::exchange(used_, 0);
        return {};
    }
    const std::size_t bytes = encoder_->encode({pcm_.data() + used_, frame}, encoded_);
    used_ += frame;
    const std::uint32_t timestamp = frame_timestamp_;
    frame_timestamp_ += codecs::frame_timestamp(to_);
    return Frame{Bytes{encoded_}.first(bytes), timestamp, std::exchange(talkspurt_, false)};
}

std::optional<std::uint32_t> Transcoder::place_event(const RtpHeader& in, const Outgoing& out, Instant now) {
    if (!follow(in, in.marker, out, now)) return {};
    return mapped(in.timestamp);
}

}  // namespace layby::media
