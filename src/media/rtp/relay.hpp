// Passing one leg's packets on to another that speaks the same codec: each packet at once, with its place in
// the listener's stream. Gaps, reordering and repeats stay what they are; what we leave out leaves no gap.
// Part of the listener's leg; media thread.
#pragma once
#include <optional>

#include "media/rtp/outgoing.hpp"

namespace layby::media {

class Relay {
  public:
    /// The next packet begins a new talkspurt of the listener's stream.
    void stop() { running_ = false; }

    struct Place {
        std::uint16_t sequence{};
        std::uint32_t timestamp{};
        bool marker{};
    };
    /// Where this packet goes in the listener's stream. None: it is older than the relay. `begins`: it may
    /// start the stream's clock anew if the speaker's has stood still (not within a digit).
    std::optional<Place> place(const RtpHeader& in, bool begins, const Outgoing& out, Instant now);
    /// This packet is not passed on, on purpose.
    void leave_out(const RtpHeader& in);
    /// A packet of our own was put into the listener's stream.
    void inserted() { ++sequence_offset_; }

  private:
    void start(const RtpHeader& in, const Outgoing& out, Instant now);
    bool goes_on(const RtpHeader& in, int clock, Instant now) const;

    bool running_{};
    std::uint32_t ssrc_{};
    std::uint16_t sequence_offset_{};
    std::uint32_t timestamp_offset_{};
    std::uint16_t first_{}, highest_{};  // sequence numbers of the speaker
    std::uint32_t timestamp_{};          // of the highest
    Instant heard_at_{};
    std::uint32_t count_{};
};

}  // namespace layby::media
