// Somebody with whom we speak TLS although it is no phone: how it proves who it is, whether we call or it
// does, and what we show it ourselves. Made on any thread, as files are read, but never on the signalling
// thread; shared by the connections that began with it.
#pragma once
#include <openssl/types.h>

#include <chrono>
#include <optional>
#include <string>

#include "tls/context.hpp"
#include "tls/peer_name.hpp"

namespace layby::tls {

struct Peer {
    Context context;     ///< whom we believe, and the certificate that we show; for connections that we open
    std::string name;    ///< the domain that its certificate must be for (RFC 5922)
    bool verify{true};   ///< false: whoever answers at its address is it
    bool known_by_it{};  ///< who calls with such a certificate is it
    /// What counts as proof, as text. Another one: what was proved before proves nothing any more.
    std::string proof;
};

struct PeerFiles {
    std::string ca;                ///< in PEM; empty: the authorities that the system believes
    std::string certificate, key;  ///< in PEM, ours; empty: none
};

/// TLS 1.2 and 1.3, with forward secrecy. Throws std::runtime_error with a sentence for the admin.
Peer peer_of(const PeerFiles& files, std::string name, bool verify, bool known_by_it);

/// Before the handshake of a connection that we open: whom we want (SNI), and what we verify.
void begin_calling(SSL& connection, const Peer& peer);
/// Before the handshake of one that comes in: a certificate is asked for, and may be missing or worthless.
void ask_for_certificate(SSL& connection);

/// The handshake with a server has failed: what is wrong, and what could be changed. `otherwise`: OpenSSL
/// doesn't say.
std::string why_not_called(const SSL& connection, const char* otherwise);
/// Hands have been shaken with a server: why it isn't the one we want. Empty: it is.
std::string wrong_server(const SSL& connection, const Peer& peer);

/// The names in the certificate that we show ourselves.
CertificateNames names_of(const Context& context);
/// Who has called in has shown a certificate, be it a worthless one.
bool showed_certificate(const SSL& connection);
/// It is this peer's: issued by whom we believe, not over, for its domain, and made for TLS or SIP.
bool is_proved(const SSL& connection, const Peer& peer);
/// The names in what it has shown, for the log.
std::string names_shown(const SSL& connection);
/// Until when that is good; none: it has shown nothing.
std::optional<std::chrono::system_clock::time_point> good_until(const SSL& connection);

}  // namespace layby::tls
