#include "media/dtls/identity.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "media/dtls/cookies.hpp"
#include "media/dtls/fingerprint.hpp"

namespace layby::media {
namespace {

/// What gives forward secrecy and encrypts with authentication; a peer's certificate may have an RSA key.
constexpr auto ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
/// In the order of what they cost us.
constexpr auto profiles =
    "SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_80:SRTP_AES128_CM_SHA1_32";
/// The longest chain of certificates that a peer may show: it is kept until the handshake is over.
constexpr long most_certificate_bytes = 16 * 1024;

/// Nobody is there to be asked for a passphrase.
int no_passphrase(char*, int, int, void*) { return 0; }

/// Who signed it doesn't matter: SDP says which one it is, and that is compared when the handshake is over.
int any_certificate(X509_STORE_CTX*, void*) { return 1; }

Owned<BIO> reading(const std::string& pem) {
    return Owned<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

void prepare_context(SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_cert_verify_callback(context, any_certificate, nullptr);
    SSL_CTX_set_max_cert_list(context, most_certificate_bytes);
    use_cookies(context);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                     SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
}

}  // namespace

std::optional<Identity> Identity::of(const std::string& pem) {
    const Owned<X509> certificate(PEM_read_bio_X509(reading(pem).get(), nullptr, no_passphrase, nullptr));
    const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(reading(pem).get(), nullptr, no_passphrase, nullptr));
    Identity out;
    out.context_.reset(SSL_CTX_new(DTLS_method()));
    SSL_CTX* context = out.context_.get();
    const bool usable = certificate && key && context != nullptr &&
                        SSL_CTX_use_certificate(context, certificate.get()) == 1 &&
                        SSL_CTX_use_PrivateKey(context, key.get()) == 1 &&
                        SSL_CTX_set_cipher_list(context, ciphers) == 1 &&
                        SSL_CTX_set_tlsext_use_srtp(context, profiles) == 0;  // 0 is good here
    ERR_clear_error();
    if (!usable) return {};
    prepare_context(context);
    out.fingerprint_ = fingerprint_of(*certificate, DigestName::sha_256);
    return out;
}

}  // namespace layby::media
