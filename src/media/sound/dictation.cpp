#include "media/sound/dictation.hpp"

#include <algorithm>
#include <cstdlib>

namespace layby::media {
namespace {

constexpr std::size_t piece_samples = Recordings::sample_rate * 2 / 5;
constexpr int most_lost = 5;          ///< packets that are concealed; silence stands for more
constexpr int another_stream = 1000;  ///< a jump of so many packets
constexpr std::int64_t tolerance = Recordings::sample_rate / 25;
/// A longer pause is a clock that was turned: the words after it follow at once.
constexpr std::int64_t longest_pause = 60 * Recordings::sample_rate;

}  // namespace

Dictation::Dictation(MessageId message, Recordings& to) : message_(message), to_(to) {
    piece_.reserve(piece_samples + decoded_.size());
}

Dictation::~Dictation() {
    if (!piece_.empty()) to_.add(message_, std::move(piece_));
}

void Dictation::use(Codec codec) {
    if (codec_ == codec) return;
    codec_ = codec;
    decoder_ = codecs::make_decoder(codec);
    resampler_.emplace(codecs::sample_rate(codec), Recordings::sample_rate);
    running_ = false;
}

/// False: it is late or repeated.
bool Dictation::follow(const RtpHeader& header) {
    const int step = ahead(header.sequence, highest_);
    const bool goes_on = running_ && header.ssrc == ssrc_ && std::abs(step) < another_stream;
    if (goes_on && step <= 0) return false;
    missing_ = goes_on ? step - 1 : 0;
    highest_ = header.sequence;
    if (goes_on) return true;
    running_ = true;
    ssrc_ = header.ssrc;
    anchor_ = header.timestamp;
    written_ = 0;
    return true;
}

/// Lost packets are concealed; a pause in which the peer sent nothing is silence.
void Dictation::fill_gap(const RtpHeader& header) {
    if (missing_ <= most_lost)
        for (int i = 0; i < missing_; ++i) add(decoder_->conceal(decoded_));
    const std::int64_t due =
        std::int64_t{ahead(header.timestamp, anchor_)} * Recordings::sample_rate / rtp_clock(*codec_);
    const std::int64_t gap = due - written_;
    if (std::abs(gap) <= tolerance) return;
    if (gap > 0 && gap <= longest_pause) return add_silence(gap);
    anchor_ = header.timestamp;
    written_ = 0;
}

void Dictation::take(const RtpPacket& packet, Codec codec) {
    use(codec);
    if (!follow(packet.header)) return;
    fill_gap(packet.header);
    add(decoder_->decode(packet.payload, decoded_));
    if (piece_.size() >= piece_samples) pass_on();
}

void Dictation::add(std::size_t decoded) {
    const std::size_t samples = resampler_->convert({decoded_.data(), decoded}, resampled_);
    piece_.insert(piece_.end(), resampled_.begin(),
                  resampled_.begin() + static_cast<std::ptrdiff_t>(samples));
    written_ += static_cast<std::int64_t>(samples);
}

void Dictation::add_silence(std::int64_t samples) {
    written_ += samples;
    while (samples > 0) {
        const auto some = std::min<std::int64_t>(samples, piece_samples);
        piece_.insert(piece_.end(), static_cast<std::size_t>(some), 0);
        samples -= some;
        if (piece_.size() >= piece_samples) pass_on();
    }
}

void Dictation::pass_on() {
    to_.add(message_, std::move(piece_));
    piece_ = {};
    piece_.reserve(piece_samples + decoded_.size());
}

}  // namespace layby::media
