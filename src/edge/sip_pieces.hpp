// Where SIP messages begin and end: over a WebSocket each is a message of its own, over a stream its
// Content-Length says where the next one begins (RFC 3261 section 18.3, RFC 7118 section 4). Reads what
// strangers send. Pure functions.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace layby::edge {

/// Nothing but line ends: it keeps a way open (RFC 5626 section 3.5.1).
bool is_keep_alive(std::string_view message);
/// A keep-alive that wants an answer.
bool is_ping(std::string_view message);

/// One whole message as a stream needs it: with its length said, and nothing behind it. None: its headers
/// don't end, or there is less of it than it says, or it says two lengths.
std::optional<std::string> as_in_a_stream(std::string_view message);

/// Line ends between messages.
std::size_t between_messages(std::string_view stream);
/// How long the first message is; 0: it isn't all there.
std::size_t first_message(std::string_view stream);

/// The topmost Via says "SIP/2.0/WSS": whoever has written it speaks TLS, be it with a proxy before us.
bool says_encrypted(std::string_view message);

}  // namespace layby::edge
