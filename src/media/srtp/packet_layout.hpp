// Where what is in an SRTP or SRTCP packet. Pure functions; any thread.
#pragma once
#include <optional>

#include "media/srtp/transform.hpp"

namespace layby::media {

/// Of the first report, with the SSRC of who sends it; all behind it is encrypted.
inline constexpr std::size_t rtcp_clear_bytes = 8;
inline constexpr std::size_t rtcp_word_bytes = 4;

/// What follows the body of an RTCP packet: its tag and its word, in the order of the cipher.
struct RtcpTrailer {
    RtcpTrailer(const Transform& transform, std::size_t body)
        : tag_at(transform.tag_before_word() ? body : body + rtcp_word_bytes),
          word_at(transform.tag_before_word() ? body + transform.tag_bytes() : body),
          end(body + rtcp_word_bytes + transform.tag_bytes()) {}

    std::size_t tag_at, word_at, end;
};

inline bool looks_like_rtcp_report(Bytes bytes) {
    return bytes.size() >= rtcp_clear_bytes && bytes[0] >> 6 == 2;
}

}  // namespace layby::media
