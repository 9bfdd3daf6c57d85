#include "media/rtp/packet_length.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace layby::media {
namespace {

using std::chrono::milliseconds;

constexpr Duration frame_length = milliseconds{20};
/// Of G.711 and G.722: 64 kbit/s.
constexpr Duration byte_length = std::chrono::microseconds{125};

/// RFC 6716 section 3.1: the frame's length is in the upper five bits of the first byte, how many there are
/// in the lower two.
Duration opus_length(Bytes payload) {
    if (payload.empty()) return {};
    constexpr std::array silk{10'000, 20'000, 40'000, 60'000}, celt{2'500, 5'000, 10'000, 20'000};
    const unsigned config = payload[0] >> 3, code = payload[0] & 3u;
    const int one = config < 12 ? silk[config % 4] : config < 16 ? silk[config % 2] : celt[config % 4];
    const int several = payload.size() > 1 ? payload[1] & 63 : 0;
    const int count = code == 0 ? 1 : code < 3 ? 2 : several;
    return Duration{one * count};
}

}  // namespace

Duration length_of(Codec codec, Bytes payload) {
    if (codec == Codec::opus) return opus_length(payload);
    return static_cast<Duration::rep>(payload.size()) * byte_length;
}

Duration own_packet_length(Codec codec, std::optional<std::uint16_t> max_ptime) {
    if (!max_ptime || codec == Codec::opus) return frame_length;
    for (const int ms : {20, 10, 5, 4, 2})
        if (ms <= *max_ptime) return milliseconds{ms};
    return milliseconds{1};
}

Parts::Parts(Bytes frame_of_20_ms, Duration length) : frame_(frame_of_20_ms) {
    const auto parts = static_cast<std::size_t>(std::max<Duration::rep>(1, frame_length / length));
    size_ = std::max<std::size_t>(1, (frame_.size() + parts - 1) / parts);
}

}  // namespace layby::media
