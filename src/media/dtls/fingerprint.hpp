// The fingerprint of a certificate (RFC 8122). Pure functions; any thread.
#pragma once
#include <openssl/types.h>

#include <string>

#include "words/dtls.hpp"

namespace layby::media {

/// Empty: OpenSSL has failed.
Fingerprint fingerprint_of(const X509& certificate, DigestName hash);
/// "sha-256 AB:CD:…", as SDP has it.
std::string text_of(const Fingerprint& fingerprint);

}  // namespace layby::media
