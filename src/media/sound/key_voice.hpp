// Says keys as tones, to a peer that doesn't know telephone-event. Made when it is needed, part of the leg;
// media thread.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "codecs/codec.hpp"
#include "codecs/key_tones.hpp"
#include "media/rtp/rtp_packet.hpp"

namespace layby::media {

class KeyVoice {
  public:
    explicit KeyVoice(Codec codec);
    Codec codec() const { return codec_; }

    void press(char key) { tone_.emplace(key, codecs::sample_rate(codec_)); }
    void release() { tone_.reset(); }
    /// The next 20 ms: the key's tone, or silence; valid until the next call.
    Bytes next();

  private:
    Codec codec_;
    std::unique_ptr<codecs::Encoder> encoder_;
    std::optional<codecs::KeyTone> tone_;
    std::vector<std::int16_t> pcm_;
    std::array<std::uint8_t, codecs::max_frame_bytes> encoded_{};
};

}  // namespace layby::media
