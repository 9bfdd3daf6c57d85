#include "sounds/encoding.hpp"

#include <array>

namespace layby::sounds {

Encoding::Encoding(const std::vector<Into>& into)
    : rate_{codecs::sample_rate(into.front().codec)},
      frame_{static_cast<std::size_t>(codecs::frame_samples(into.front().codec))} {
    for (const Into& one : into) lines_.push_back({codecs::make_encoder(one.codec), one.frames});
}

void Encoding::from_rate(int hz) {
    if (hz == from_hz_) return;
    from_hz_ = hz;
    resampler_.reset();
    if (hz != rate_) resampler_.emplace(hz, rate_);
}

void Encoding::take(std::span<const std::int16_t> samples) {
    if (resampler_) {
        const auto most =
            samples.size() * static_cast<std::size_t>(rate_) / static_cast<std::size_t>(from_hz_) + 64;
        converted_.resize(most);
        samples = std::span{converted_}.first(resampler_->convert(samples, converted_));
    }
    pending_.insert(pending_.end(), samples.begin(), samples.end());
    encode_whole_frames();
}

void Encoding::encode_whole_frames() {
    std::array<std::uint8_t, codecs::max_frame_bytes> bytes{};
    std::size_t done = 0;
    for (; done + frame_ <= pending_.size(); done += frame_, ++made_)
        for (const Line& line : lines_) {
            const auto size = line.encoder->encode(std::span{pending_}.subspan(done, frame_), bytes);
            line.frames->add(std::span{bytes}.first(size));
        }
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(done));
}

void Encoding::finish() {
    if (pending_.empty()) return;
    pending_.resize(frame_);
    encode_whole_frames();
}

}  // namespace layby::sounds
