#include "media/core/leg.hpp"

#include <algorithm>

namespace layby::media {

// Some phones use for sending the dynamic payload types that they asked us to use: both are understood.
std::optional<Codec> Leg::codec_of(std::uint8_t payload_type) const {
    const auto found = std::find_if(receive.begin(), receive.end(),
                                    [&](const auto& choice) { return choice.payload_type == payload_type; });
    if (found != receive.end()) return found->codec;
    if (payload_type == send.payload_type) return send.codec;
    return {};
}

Carries Leg::carries(std::uint8_t payload_type) const {
    if (receive_digits == payload_type) return Carries::digits;
    if (codec_of(payload_type)) return Carries::audio;
    if (receive_digits && send_digits == payload_type) return Carries::digits;
    return payload_type == comfort_noise ? Carries::noise : Carries::nothing_known;
}

}  // namespace layby::media
