// Listens for key tones in the audio of a peer that can't say keys in any other way, whatever its codec. Made
// only for such legs, part of the leg; media thread.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "codecs/codec.hpp"
#include "codecs/key_tones.hpp"
#include "media/rtp/rtp_packet.hpp"

namespace layby::media {

class Ears {
  public:
    explicit Ears(Codec codec);
    Codec codec() const { return codec_; }

    /// The key whose press is recognised in this packet.
    std::optional<char> hear(const RtpPacket& packet);
    /// Whether the packet heard last has a key's tone in it, or the end of one.
    bool tone() const { return tone_; }
    bool doubtful() const { return detector_.doubtful(); }
    /// A payload that says nothing, in place of one of this length.
    Bytes silence(std::size_t bytes);

  private:
    int follow(const RtpHeader& header);
    std::span<const std::int16_t> narrow(std::size_t samples);

    Codec codec_;
    std::unique_ptr<codecs::Decoder> decoder_;
    codecs::KeyToneDetector detector_;
    std::array<std::int16_t, 5760> pcm_{};
    std::vector<std::uint8_t> silence_;
    bool heard_{}, tone_{};
    std::uint32_t ssrc_{};
    std::uint16_t sequence_{};
};

}  // namespace layby::media
