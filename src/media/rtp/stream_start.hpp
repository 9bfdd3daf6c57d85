// Which stream a leg's peer gets from us, and where in it a moment of wall time is. Both follow from a secret
// and the leg's id, so that a process that is started again goes on with the same stream, about where the one
// before would be now: many phones discard a second of an SSRC that they don't know, and all that steps back.
// Pure functions; any thread.
#pragma once
#include "words/ids.hpp"
#include "words/time.hpp"

namespace layby::media {

/// Numbers pass a little faster than the 50 packets of a second are sent. So the end packets of digits, and
/// a peer whose clock is fast and whose packets are relayed, don't get a stream ahead of its later start.
inline constexpr int numbers_per_second = 51;

struct StreamStart {
    std::uint32_t ssrc{};
    std::uint16_t sequence{};
    std::uint32_t timestamp{};
};

/// `clock` in Hz: another clock is another stream. `wall`: the time since any fixed moment.
StreamStart stream_start(std::uint64_t secret, LegId leg, int clock, Duration wall);
/// One that the leg has never had, for another moment than the ones before. It begins in the first half of
/// the numbers: who misses its first packets counts their rounds right all the same (RFC 4568 section 6.4).
StreamStart fresh_stream_start(std::uint64_t secret, LegId leg, int clock, Duration wall);
/// The name that joins the streams of a leg (RFC 3550 section 6.5.1).
std::uint64_t canonical_name(std::uint64_t secret, LegId leg);
/// So many numbers pass, or timestamp units at that `rate` in Hz; at most some years.
constexpr std::int64_t passed(Duration time, int rate) {
    constexpr std::int64_t second = 1'000'000;  // the two parts apart: no overflow, whatever the year
    return time.count() / second * rate + time.count() % second * rate / second;
}

}  // namespace layby::media
