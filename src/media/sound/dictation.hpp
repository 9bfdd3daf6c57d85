// What one leg says, as samples of 8 kHz in pieces: decoded, resampled, and with silence where nothing came,
// so that it is as long as it was said. Part of a leg; media thread. Allocates a few times a second.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "codecs/codec.hpp"
#include "media/recordings.hpp"
#include "media/rtp/rtp_packet.hpp"

namespace layby::media {

class Dictation {
  public:
    Dictation(MessageId message, Recordings& to);
    ~Dictation();  ///< passes on what is left
    Dictation(const Dictation&) = delete;
    Dictation& operator=(const Dictation&) = delete;

    MessageId message() const { return message_; }
    void take(const RtpPacket& packet, Codec codec);

  private:
    void use(Codec codec);
    bool follow(const RtpHeader& header);
    void fill_gap(const RtpHeader& header);
    void add(std::size_t decoded);
    void add_silence(std::int64_t samples);
    void pass_on();

    MessageId message_;
    Recordings& to_;
    std::optional<Codec> codec_;
    std::unique_ptr<codecs::Decoder> decoder_;
    std::optional<codecs::Resampler> resampler_;
    std::array<std::int16_t, 5760> decoded_{}, resampled_{};
    std::vector<std::int16_t> piece_;  ///< not yet passed on

    bool running_{};
    std::uint32_t ssrc_{}, anchor_{};  ///< the timestamp at which `written_` was zero
    std::uint16_t highest_{};
    int missing_{};           ///< packets before the one being taken
    std::int64_t written_{};  ///< samples since the anchor
};

}  // namespace layby::media
