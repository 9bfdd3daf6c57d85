// Cookies (RFC 6347 section 4.2.1): who begins a handshake has to repeat what we sent to where it says it is.
// Until then it costs us one datagram, shorter than its own, and no memory. Used by one thread at a time.
#pragma once
#include <cstdint>
#include <vector>

#include "media/dtls/openssl.hpp"

namespace layby::media {

/// Connections made of it can ask for cookies.
void use_cookies(SSL_CTX* context);

/// What they are made of: where a peer says that it is, and when.
struct CookieOf {
    std::vector<std::uint8_t> now, before;
};

/// Makes cookies of `now`, and takes those of `before` as well. It outlives the connection.
void ask_for_cookie(SSL* connection, CookieOf& what);

}  // namespace layby::media
