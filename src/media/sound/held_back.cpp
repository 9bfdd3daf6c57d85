#include "media/sound/held_back.hpp"

#include <utility>

#include "codecs/key_tones.hpp"

namespace layby::media {
namespace {

/// A tone that began with the last sample of a packet is recognised in the packet this much later.
constexpr int decided_after_ms = 40;
static_assert(decided_after_ms >= codecs::KeyToneDetector::decides_ms);
/// One more block of the detector, where noise hid the first.
constexpr int doubt_ms = 20;
/// A peer that has fallen silent sends nothing that would push its last words out.
constexpr Duration longest_wait = std::chrono::milliseconds{100};

}  // namespace

void HeldBack::add(const RtpPacket& packet, Carries what, Instant now) {
    held_.push_back({packet.header, what, now, {packet.payload.begin(), packet.payload.end()}});
}

std::optional<HeldBack::Held> HeldBack::take(int clock, bool doubtful, Instant now) {
    if (held_.empty()) return {};
    const Held& oldest = held_.front();
    const int wanted_ms = decided_after_ms + (doubtful ? doubt_ms : 0);
    const int after = ahead(held_.back().header.timestamp, oldest.header.timestamp);
    // Another stream's timestamps say nothing of this one's.
    const bool other = held_.back().header.ssrc != oldest.header.ssrc;
    if (!other && after < wanted_ms * (clock / 1000) && now < oldest.since + longest_wait) return {};
    std::optional<Held> taken{std::move(held_.front())};
    held_.pop_front();
    return taken;
}

}  // namespace layby::media
