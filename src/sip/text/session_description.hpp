// SDP (RFC 8866) between text and MediaDescription. Reads what phones send, with old habits; writes
// the least that all understand. Pure, no allocation beyond the values; any thread. Safe on any bytes.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "words/media_description.hpp"

namespace layby::sip {

/// One m-line as it was offered; needed because an answer has the same lines in the same order (RFC 3264).
struct MediaLine {
    std::string media;     ///< "audio", "video", "image", …
    std::string protocol;  ///< "RTP/AVP", …
    std::string formats;   ///< payload types, as written
    bool operator==(const MediaLine&) const = default;
};

struct SessionDescription {
    MediaDescription audio;
    std::vector<MediaLine> lines;  ///< all of them, in order
    std::size_t audio_line{};      ///< which one `audio` describes; the others are refused
    std::string origin;            ///< o= with session id and version
    bool operator==(const SessionDescription&) const = default;
};

/// True when both say the same but for the version: a mere refresh.
bool same_session(const SessionDescription& one, const SessionDescription& other);

enum class SdpFault {
    malformed,  ///< 400
    no_audio,   ///< 488: no m-line that we could take
};
/// What stands in the way of every m-line, for a Warning header (RFC 3261 section 20.43).
struct SdpObstacle {
    int code{};
    const char* text{""};
};
struct SdpReading {
    std::optional<SessionDescription> session;
    SdpFault fault{};
    SdpObstacle obstacle{};  ///< when there is no session
};
/// A stream, line, parameter or payload type that isn't understood is left out by itself: the rest is used.
SdpReading read_sdp(std::string_view text);

/// Where else than at the description's address we can be found, as a router has others for us.
struct OurPlaces {
    std::string shown{};  ///< the one that the other side is told; empty: the description's
    std::vector<std::string>
        others{};  ///< candidates for who tries them all (ICE); `shown` may be among them
};

/// What we say about ourselves in one dialog. The version goes up only when the text changes.
struct OurSession {
    std::uint64_t id{};
    std::uint64_t version{};
    std::string digest;  ///< of what was sent last, without the version: the text may have keys in it
    /// What the next change adds to the version: more after a restart, which may have lost the last ones.
    std::uint64_t step{1};
};

/// Our offer or answer. `lines`: the session's m-lines so far (empty: audio alone); those but `audio_line`
/// are written with port 0.
std::string write_sdp(OurSession& ours, const MediaDescription& audio,
                      const std::vector<MediaLine>& lines = {}, std::size_t audio_line = 0,
                      const OurPlaces& places = {});

}  // namespace layby::sip
