#include "media/sound/ears.hpp"

namespace layby::media {
namespace {

using Detector = codecs::KeyToneDetector;

constexpr std::size_t frame_samples = Detector::sample_rate / 1000 * codecs::frame_ms;
/// A gap of more packets is a pause, in which any tone has ended.
constexpr int longest_gap = 5;

std::vector<std::uint8_t> frame_of_silence(Codec codec) {
    const std::vector<std::int16_t> nothing(static_cast<std::size_t>(codecs::frame_samples(codec)));
    std::vector<std::uint8_t> frame(codecs::max_frame_bytes);
    frame.resize(codecs::make_encoder(codec)->encode(nothing, frame));
    return frame;
}

}  // namespace

Ears::Ears(Codec codec)
    : codec_(codec), decoder_(codecs::make_decoder(codec)), silence_(frame_of_silence(codec)) {}

/// How far this packet is ahead of the last; 1 also for the first of a stream.
int Ears::follow(const RtpHeader& header) {
    const bool known = heard_ && header.ssrc == ssrc_;
    const int step = known ? ahead(header.sequence, sequence_) : 1;
    if (step <= 0 && step > -longest_gap) return 0;
    heard_ = true;
    ssrc_ = header.ssrc;
    sequence_ = header.sequence;
    return step;
}

std::optional<char> Ears::hear(const RtpPacket& packet) {
    const int step = follow(packet.header);
    if (step == 0) return {};  // late or repeated
    if (step != 1) detector_.miss(frame_samples);
    const std::size_t samples = decoder_->decode(packet.payload, pcm_);
    const bool sounded = detector_.sounding();
    const auto key = detector_.hear(narrow(samples));
    tone_ = sounded || detector_.sounding();
    return key;
}

// The mean of neighbours is filter enough: key tones end at 1633 Hz, and little of what people say is where
// it would fold onto them. A better filter would decide later.
std::span<const std::int16_t> Ears::narrow(std::size_t samples) {
    const auto factor = static_cast<std::size_t>(codecs::sample_rate(codec_) / Detector::sample_rate);
    for (std::size_t i = 0; factor > 1 && i < samples / factor; ++i) {
        std::int32_t sum = 0;
        for (std::size_t k = 0; k < factor; ++k) sum += pcm_[i * factor + k];
        pcm_[i] = static_cast<std::int16_t>(sum / static_cast<std::int32_t>(factor));
    }
    return {pcm_.data(), samples / factor};
}

// G.711 and G.722 have 8 bytes in each millisecond; an Opus frame is as long as it is.
Bytes Ears::silence(std::size_t bytes) {
    if (codec_ == Codec::opus) return silence_;
    while (silence_.size() < bytes) silence_.push_back(silence_[silence_.size() - frame_samples]);
    return Bytes{silence_}.first(bytes);
}

}  // namespace layby::media
