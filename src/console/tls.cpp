#include "console/tls.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace layby::console {
namespace {

namespace ssl = boost::asio::ssl;

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
    throw std::runtime_error("console: " + file + ": " + why);
}

/// Nobody is there to be asked for a passphrase.
int no_passphrase(char*, int, int, void*) { return 0; }

/// TLS 1.2 with forward secrecy and authenticated encryption alone (RFC 9325), and TLS 1.3.
void choose_protocols(SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
}

}  // namespace

Tls::Tls(const Certificate& certificate) : context_(ssl::context::tls_server) {
    auto* handle = context_.native_handle();
    choose_protocols(handle);
    SSL_CTX_set_default_passwd_cb(handle, no_passphrase);
    boost::system::error_code error;
    context_.use_certificate_chain_file(certificate.chain_file, error);
    if (error) refuse(certificate.chain_file, "no certificate in PEM can be read from it");
    context_.use_private_key_file(certificate.key_file, ssl::context::pem, error);
    if (error) refuse(certificate.key_file, "it has no key in PEM that belongs to the certificate");
    if (SSL_CTX_check_private_key(handle) != 1)
        refuse(certificate.key_file, "the key does not belong to the certificate");
}

bool Tls::is_for(const std::string& host) const {
    auto* own = SSL_CTX_get0_certificate(const_cast<ssl::context&>(context_).native_handle());
    if (!own || host.empty()) return false;
    return X509_check_host(own, host.data(), host.size(), 0, nullptr) == 1 ||
           X509_check_ip_asc(own, host.c_str(), 0) == 1;
}

}  // namespace layby::console
