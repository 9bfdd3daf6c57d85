#include "console/tls.hpp"

#include <openssl/ssl.h>

#include <stdexcept>

#include "tls/certificate.hpp"

namespace layby::console {
namespace {

/// asio frees the one that it is given.
SSL_CTX* shared(const tls::Context& context) {
    SSL_CTX_up_ref(context.get());
    return context.get();
}

tls::Context context_of(const Certificate& certificate) try {
    return tls::server_context({certificate.chain_file, certificate.key_file});
} catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string("console: ") + error.what());
}

}  // namespace

Tls::Tls(const Certificate& certificate) : shared_(context_of(certificate)), context_(shared(shared_)) {}

bool Tls::is_for(const std::string& host) const { return tls::is_for(shared_, host); }

}  // namespace layby::console
