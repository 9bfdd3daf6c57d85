#include "media/rtp/digits.hpp"

#include <algorithm>
#include <string_view>

namespace layby::media {
namespace {

constexpr std::string_view keys{"0123456789*#ABCD"};
constexpr Duration step = std::chrono::milliseconds{20};
constexpr Duration shortest = std::chrono::milliseconds{60};
constexpr Duration longest = std::chrono::seconds{6};  // fits 16 bits at 8 kHz
constexpr int pause_steps = 3;
constexpr std::uint8_t usual_volume = 10;
/// Packets of one press come at least this often.
constexpr Duration within_press = std::chrono::milliseconds{150};
/// After this time an event with an older timestamp is a new press of a peer that has started anew.
constexpr Duration forgotten = std::chrono::seconds{5};

}  // namespace

std::optional<TelephoneEvent> read_event(Bytes payload) {
    if (payload.size() < event_bytes) return {};
    return TelephoneEvent{payload[0], (payload[1] & 0x80) != 0, static_cast<std::uint8_t>(payload[1] & 0x3f),
                          read16(payload, 2)};
}

void write_event(const TelephoneEvent& event, std::span<std::uint8_t, event_bytes> out) {
    out[0] = event.event;
    out[1] = static_cast<std::uint8_t>((event.end ? 0x80 : 0) | (event.volume & 0x3f));
    write16(out, 2, event.duration);
}

std::optional<char> digit_of(std::uint8_t event) {
    if (event >= keys.size()) return {};
    return keys[event];
}

std::optional<std::uint8_t> event_of(char digit) {
    const char upper = digit >= 'a' && digit <= 'd' ? static_cast<char>(digit - 'a' + 'A') : digit;
    const auto at = keys.find(upper);
    if (at == std::string_view::npos) return {};
    return static_cast<std::uint8_t>(at);
}

std::optional<char> DigitListener::hear(const RtpPacket& packet, Instant now) {
    const auto event = read_event(packet.payload);
    if (!event || !digit_of(event->event)) return {};
    const bool same = same_press(packet, *event, now);
    const bool late = any_ && packet.header.ssrc == ssrc_ && now < last_at_ + forgotten &&
                      ahead(packet.header.timestamp, timestamp_) < 0;
    if (late) return {};
    ended_ = (same && ended_) || event->end;
    any_ = true;
    ssrc_ = packet.header.ssrc;
    timestamp_ = packet.header.timestamp;
    last_ = *event;
    last_at_ = now;
    if (same) return {};
    return digit_of(event->event);
}

// The timestamp names a press. Two exceptions: a press longer than the duration field continues under a new
// timestamp (RFC 4733 section 2.5.1.3), and some phones move the timestamp on within a press.
bool DigitListener::same_press(const RtpPacket& packet, const TelephoneEvent& event, Instant now) const {
    if (!any_ || packet.header.ssrc != ssrc_ || event.event != last_.event) return false;
    if (packet.header.timestamp == timestamp_) return true;
    if (ended_ || packet.header.marker || now > last_at_ + within_press) return false;
    return event.duration > last_.duration || last_.duration == 0xffff;
}

void DigitSender::add(char digit, Duration length) {
    const auto event = event_of(digit);
    if (!event || waiting_.size() >= most_waiting) return;
    waiting_.push_back({*event, std::clamp(length, shortest, longest)});
}

void DigitSender::clear() { *this = {}; }

DigitSender::Step DigitSender::next(int clock) {
    if (ends_ < end_packets) return pressing(clock);
    if (++pauses_ < pause_steps) return {};
    waiting_.erase(waiting_.begin());
    held_ = {};
    ends_ = pauses_ = 0;
    return {};
}

DigitSender::Step DigitSender::pressing(int clock) {
    const Press& press = waiting_.front();
    const bool first = held_ == Duration::zero();
    held_ = std::min(held_ + step, press.length);
    const bool end = !first && held_ == press.length;
    const bool again = ends_ > 0;
    if (end) ++ends_;
    // At 48 kHz the 16 bits of the duration hold 1.36 s: a longer press is sent as one of that length.
    const auto units = std::min<std::int64_t>(held_.count() * clock / 1'000'000, 0xffff);
    return {TelephoneEvent{press.event, end, usual_volume, static_cast<std::uint16_t>(units)}, first, again,
            held_};
}

}  // namespace layby::media
