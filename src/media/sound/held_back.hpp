// What a peer said in the last moment and its partner hasn't got yet, because a key's tone may have begun in
// it. In the order of arrival. Some hundred milliseconds at most. Part of
// the speaker's leg, empty unless it has ears; media thread.
#pragma once
#include <deque>
#include <vector>

#include "media/rtp/rtp_packet.hpp"
#include "words/time.hpp"

namespace layby::media {

class HeldBack {
  public:
    struct Held {
        RtpHeader header;
        Carries what{};
        Instant since{};
        std::vector<std::uint8_t> payload;
        RtpPacket packet() const { return {header, payload}; }
    };

    void add(const RtpPacket& packet, Carries what, Instant now);
    /// The oldest packet, if what came after it is as long as a tone needs to be recognised, or if it came
    /// long ago. `doubtful`: it is kept a little longer.
    std::optional<Held> take(int clock, bool doubtful, Instant now);
    bool empty() const { return held_.empty(); }
    void clear() { held_.clear(); }

    auto begin() { return held_.begin(); }
    auto end() { return held_.end(); }

  private:
    std::deque<Held> held_;
};

}  // namespace layby::media
