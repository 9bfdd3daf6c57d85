// What is spoken inside of a connection, and that client and server agree on it (ALPN, RFC 7301): a browser
// that somebody has led to a door of SIP finds out before it has said anything. Any thread.
#pragma once
#include <openssl/types.h>

#include <cstdint>

namespace layby::tls {

enum class Protocol : std::uint8_t {
    sip,   ///< "sip/2"; who offers none, or only ones that nobody knows, is taken for a phone
    http,  ///< "http/1.1", also for WebSockets; who offers none may come in
};

/// For the connections of a server with this context.
void agree_on_protocol(SSL_CTX& context);
/// Before the handshake of one that comes in.
void expect_protocol(SSL& connection, Protocol spoken);

}  // namespace layby::tls
