// Digits in RTP (telephone-event, RFC 4733): hearing each key press once, and sending key presses. Parts of a
// leg; media thread.
#pragma once
#include <optional>
#include <vector>

#include "media/rtp/rtp_packet.hpp"
#include "words/time.hpp"

namespace layby::media {

inline constexpr std::size_t event_bytes = 4;

struct TelephoneEvent {
    std::uint8_t event{};
    bool end{};
    std::uint8_t volume{};     ///< -dBm0
    std::uint16_t duration{};  ///< in timestamp units
};

std::optional<TelephoneEvent> read_event(Bytes payload);
void write_event(const TelephoneEvent& event, std::span<std::uint8_t, event_bytes> out);
/// "0123456789*#ABCD"; none for other events and characters.
std::optional<char> digit_of(std::uint8_t event);
std::optional<std::uint8_t> event_of(char digit);

class DigitListener {
  public:
    /// A digit when this packet is the first of a key press.
    std::optional<char> hear(const RtpPacket& packet, Instant now);

  private:
    bool same_press(const RtpPacket& packet, const TelephoneEvent& event, Instant now) const;

    bool any_{}, ended_{};
    std::uint32_t ssrc_{}, timestamp_{};
    TelephoneEvent last_{};
    Instant last_at_{};
};

/// Gives one packet per 20 ms while digits wait: some of growing duration, three with the end bit, then a
/// pause.
class DigitSender {
  public:
    static constexpr std::size_t most_waiting = 32;
    static constexpr int end_packets = 3;

    void add(char digit, Duration length);
    /// Drops what waits, also the rest of a digit that is being sent.
    void clear();
    bool active() const { return !waiting_.empty(); }

    struct Step {
        std::optional<TelephoneEvent> event;  ///< none: a pause
        bool first{};
        bool again{};      ///< its end, once more
        Duration lasts{};  ///< the event's duration so far
    };
    /// The step for the next 20 ms; `clock` in Hz.
    Step next(int clock);

  private:
    struct Press {
        std::uint8_t event{};
        Duration length{};
    };
    Step pressing(int clock);

    std::vector<Press> waiting_;  // the front one is being sent
    Duration held_{};             // for how long already
    int ends_{};                  // end packets sent
    int pauses_{};                // frames of pause after it
};

}  // namespace layby::media
