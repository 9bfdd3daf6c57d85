// A SIP message as it may be kept and shown: without digest answers, keys of streams, PINs and keyed digits.
// Pure; used on the signalling thread, so it takes no memory once its buffer has grown.
#pragma once
#include <string>
#include <string_view>

namespace layby::trace {

/// Of a body that is no SDP so much is kept, and a note of how much more there was.
inline constexpr std::size_t longest_body = 4 << 10;

struct Blanked {
    std::string text;          ///< keeps its memory from one message to the next
    std::size_t call_id_at{};  ///< in the text
    std::size_t call_id_size{};
    std::string_view call_id() const { return std::string_view(text).substr(call_id_at, call_id_size); }
};

/// Of Authorization and Proxy-Authorization user name, realm, nonce, URI and algorithm stay. What is blanked
/// in a body keeps its length, so that Content-Length stays right.
void blank(std::string_view message, Blanked& out);

}  // namespace layby::trace
