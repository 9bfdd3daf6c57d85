// Who we are in handshakes: our certificate with its key, and what we speak. Any thread, once it is made.
#pragma once
#include <optional>
#include <string>

#include "media/dtls/openssl.hpp"
#include "words/dtls.hpp"

namespace layby::media {

class Identity {
  public:
    /// Of a certificate and its private key in PEM, one behind the other. None: they aren't, or don't match.
    static std::optional<Identity> of(const std::string& pem);

    /// A new connection with nobody yet. None: OpenSSL has failed.
    Owned<SSL> connection() const { return Owned<SSL>(SSL_new(context_.get())); }
    const Fingerprint& fingerprint() const { return fingerprint_; }

  private:
    Owned<SSL_CTX> context_;
    Fingerprint fingerprint_;
};

}  // namespace layby::media
