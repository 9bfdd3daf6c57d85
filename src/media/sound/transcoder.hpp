// Passing one leg's audio on to another that speaks another codec: decode, resample, encode. Made when it is
// needed, part of the listener's leg; media thread. No allocation per packet.
#pragma once
#include <array>
#include <optional>
#include <vector>

#include "codecs/codec.hpp"
#include "media/rtp/outgoing.hpp"

namespace layby::media {

class Transcoder {
  public:
    /// Gaps of up to so many packets are filled with concealment; after longer ones the audio begins anew.
    static constexpr int most_concealed = 5;

    Transcoder(Codec from, Codec to);
    bool is(Codec from, Codec to) const { return from == from_ && to == to_; }

    /// Takes a packet of the speaker; `out` is the listener's stream. Late and repeated ones have no effect.
    void take(const RtpPacket& packet, const Outgoing& out, Instant now);

    struct Frame {
        Bytes payload;  ///< valid until the next call
        std::uint32_t timestamp{};
        bool talkspurt{};  ///< begins anew
    };
    /// The next whole frame of what was taken; none when there is no more.
    std::optional<Frame> next();

    /// The timestamp of an event packet in the listener's stream; none when it is late or repeated.
    std::optional<std::uint32_t> place_event(const RtpHeader& in, const Outgoing& out, Instant now);
    /// A duration on the speaker's clock as one on the listener's.
    std::uint32_t scaled(std::uint32_t units) const;

  private:
    bool follow(const RtpHeader& in, bool begins, const Outgoing& out, Instant now);
    void start(const RtpHeader& in, const Outgoing& out, Instant now);
    bool goes_on(const RtpHeader& in, Instant now) const;
    void move_anchor(std::uint32_t timestamp);
    std::uint32_t mapped(std::uint32_t timestamp) const;
    void conceal(int packets, Bytes next);
    void add(std::size_t samples);
    void align(std::uint32_t timestamp, const Outgoing& out);
    std::uint32_t buffered_units() const;

    Codec from_, to_;
    int clock_in_, clock_out_;
    std::unique_ptr<codecs::Decoder> decoder_;
    std::unique_ptr<codecs::Encoder> encoder_;
    codecs::Resampler resampler_;
    std::array<std::int16_t, 5760> decoded_{};
    std::vector<std::int16_t> pcm_;  // at the listener's rate, not yet sent
    std::size_t filled_{}, used_{};
    std::array<std::uint8_t, codecs::max_frame_bytes> encoded_{};

    bool running_{}, talkspurt_{};
    std::uint32_t ssrc_{};
    std::uint16_t highest_{};
    int missing_{};  // packets lost before the one being taken
    Instant heard_at_{};
    std::uint32_t anchor_in_{}, anchor_out_{};  // the same moment on both clocks
    std::uint32_t frame_timestamp_{};           // of the first buffered sample, on the listener's clock
};

}  // namespace layby::media
