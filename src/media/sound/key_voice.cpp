#include "media/sound/key_voice.hpp"

#include <algorithm>

namespace layby::media {

KeyVoice::KeyVoice(Codec codec)
    : codec_(codec),
      encoder_(codecs::make_encoder(codec)),
      pcm_(static_cast<std::size_t>(codecs::frame_samples(codec))) {}

Bytes KeyVoice::next() {
    std::fill(pcm_.begin(), pcm_.end(), std::int16_t{0});
    if (tone_) tone_->make(pcm_);
    return Bytes{encoded_}.first(encoder_->encode(pcm_, encoded_));
}

}  // namespace layby::media
