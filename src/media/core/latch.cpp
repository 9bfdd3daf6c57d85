#include "media/core/latch.hpp"

#include <algorithm>

namespace layby::media {
namespace {

/// A stream may lose some packets and still be steady.
constexpr int most_lost = 4;
constexpr std::int32_t fastest_clock = 48000;
/// Longer pauses prove nothing about numbers, which may have wrapped: the SSRC is all there is to compare.
constexpr Duration numbers_hold = std::chrono::seconds{60};
constexpr Duration leeway = std::chrono::seconds{2};
constexpr std::int64_t most_packets_per_second = 400;

/// Whether one stream may have gone from `before` to `now` in this time, with hardly a loss.
bool succeeds(const RtpHeader& header, std::uint16_t sequence, std::uint32_t timestamp) {
    const int step = ahead(header.sequence, sequence);
    const std::int32_t units = ahead(header.timestamp, timestamp);
    return step > 0 && step <= 1 + most_lost && units >= 0 && units <= 2 * fastest_clock;
}

/// Whether a peer whose SIP comes from there can't be reached where its SDP says: it is behind NAT.
bool out_of_reach(const SocketAddress& signalled, const SocketAddress& signalling) {
    if (signalled.is_loopback()) return !signalling.is_loopback();
    return signalled.is_private() && !signalling.is_private();
}

}  // namespace

void Latch::negotiated(const SocketAddress& signalled, const std::optional<SocketAddress>& signalling,
                       Instant now) {
    const bool elsewhere = !(signalled == signalled_);
    const bool same_signalling =
        signalling ? signalling_ && signalling->same_host(*signalling_) : !signalling_;
    if (elsewhere) {
        remote_ = signalled_ = signalled;
        standing_ = Rank::nobody;
    }
    signalling_ = signalling;
    negotiated_at_ = now;
    if (!elsewhere && same_signalling) return;
    honest_ = signalling && signalling->same_host(signalled);
    unreachable_ = signalling && out_of_reach(signalled, *signalling);
    signalled_heard_ = home_heard_ = false;
    // The place where it was found may be a stranger's now.
    if (standing_ != Rank::nobody) standing_ = rank_of(remote_);
}

void Latch::found(const SocketAddress& place, Instant now) {
    move(rank_of(place), place, true, now);
    heard_at_ = now;
    packets_ = steady;
}

Latch::Rank Latch::rank_of(const SocketAddress& from) const {
    if (from == signalled_) return Rank::signalled;
    const bool home = from.same_host(signalled_) || (signalling_ && from.same_host(*signalling_));
    return home ? Rank::home : Rank::stranger;
}

Latch::Verdict Latch::hear(const SocketAddress& from, const RtpHeader& header, bool plausible, bool audio,
                           Instant now, bool authentic) {
    if (from == remote_ && standing_ != Rank::nobody) {
        heard_at_ = now;
        if (plausible) note(header, now);
        return Verdict::accepted;
    }
    if (!plausible) return Verdict::refused;
    const Rank rank = rank_of(from);
    if (rank == Rank::stranger && !audio) return Verdict::refused;
    const bool same_peer = goes_on(header, now);
    const Claim* claim = press(rank, from, header, now);
    if (claim == nullptr || !convinces(rank, *claim, same_peer || authentic, now)) return Verdict::refused;
    const bool away = !(from == remote_);
    move(rank, from, same_peer || authentic, now);
    note(header, now);
    return away ? Verdict::moved : Verdict::accepted;
}

void Latch::note(const RtpHeader& header, Instant now) {
    stream_ = {header.ssrc, header.timestamp, header.sequence, now};
    heard_at_ = now;
    ++packets_;
}

void Latch::catch_up(const Progress& progress, std::uint32_t packets) {
    stream_ = {stream_.ssrc, progress.timestamp, progress.sequence, progress.at};
    heard_at_ = std::max(heard_at_, progress.at);
    packets_ += packets;
}

/// Whether it is the stream that we listened to last, from wherever it comes now. Nobody guesses an SSRC:
/// whoever knows it is the peer, or sits on its path, where only SRTP helps.
bool Latch::goes_on(const RtpHeader& header, Instant now) const {
    if (stream_.at == Instant{} || header.ssrc != stream_.ssrc) return false;
    const auto pause = now - stream_.at;
    if (pause > numbers_hold) return true;
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(pause + leeway).count();
    const int step = ahead(header.sequence, stream_.sequence);
    const std::int32_t units = ahead(header.timestamp, stream_.timestamp);
    return step > 0 && step <= ms * most_packets_per_second / 1000 && units >= 0 &&
           units <= ms * (fastest_clock / 1000);
}

/// The claim of that sender with this packet; none while another one has the attention. Who continues the
/// lost stream gets it at once.
Latch::Claim* Latch::press(Rank rank, const SocketAddress& from, const RtpHeader& header, Instant now) {
    Claim& claim = claims_[rank == Rank::stranger ? 0 : 1];
    const bool fresh = claim.packets > 0 && now < claim.last.at + alive;
    const bool its_own = fresh && from == claim.from && header.ssrc == claim.last.ssrc;
    if (its_own && succeeds(header, claim.last.sequence, claim.last.timestamp)) {
        ++claim.packets;
    } else {
        const bool better = goes_on(header, now) || rank == Rank::signalled;
        if (fresh && !(from == claim.from) && !better) return nullptr;
        claim.from = from;
        claim.since = now;
        claim.packets = 1;
    }
    claim.last = {header.ssrc, header.timestamp, header.sequence, now};
    return &claim;
}

bool Latch::convinces(Rank rank, const Claim& claim, bool is_peer, Instant now) const {
    const bool quiet = standing_ == Rank::nobody || now >= heard_at_ + alive;
    const bool talks = claim.packets >= steady;
    if (rank == Rank::signalled) return quiet || talks;
    // Where else should a peer be whose SDP names another host than its SIP comes from?
    if (rank == Rank::home && standing_ == Rank::nobody && !honest_) return true;
    if (!talks) return false;
    if (rank > standing_ && rank == Rank::home) return true;
    if (!quiet) return false;
    if (is_peer) return true;
    if (rank == Rank::stranger) return convinces_as_stranger(claim, now);
    // A few packets that came astray hold nothing.
    return packets_ < steady || now >= heard_at_ + patience;
}

bool Latch::convinces_as_stranger(const Claim& claim, Instant now) const {
    if (is_settled(now)) return false;
    const bool nobody = standing_ == Rank::nobody;
    if (nobody && unreachable_ && now < negotiated_at_ + first_window) return true;
    return (nobody || now >= heard_at_ + patience) && now >= claim.since + long_proof;
}

/// Whether it is known where the peer is, so that no new stranger can be it.
bool Latch::is_settled(Instant now) const {
    if (honest_) return true;
    if (!signalled_heard_ && !(unreachable_ && home_heard_)) return false;
    if (now >= negotiated_at_ + window) return true;
    return heard_at_ >= negotiated_at_ && standing_ > Rank::stranger;
}

void Latch::move(Rank rank, const SocketAddress& to, bool same_peer, Instant now) {
    remote_ = to;
    standing_ = rank;
    known_peer_ = same_peer;
    moved_at_ = now;
    packets_ = 0;
    signalled_heard_ = signalled_heard_ || rank == Rank::signalled;
    home_heard_ = home_heard_ || rank == Rank::home;
}

bool Latch::keys_count(Instant now) const {
    if (standing_ != Rank::stranger) return standing_ != Rank::nobody;
    return known_peer_ || now >= moved_at_ + long_proof;
}

}  // namespace layby::media
