#include "media/dtls/cookies.hpp"

#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>

namespace layby::media {
namespace {

using CookieSecret = std::array<unsigned char, 20>;

/// Of this process: a cookie from before a restart is asked for again.
const CookieSecret& cookie_secret() {
    static const CookieSecret secret = [] {
        CookieSecret drawn{};
        RAND_bytes(drawn.data(), static_cast<int>(drawn.size()));
        return drawn;
    }();
    return secret;
}

const CookieOf& cookie_of(const SSL* connection) {
    return *static_cast<const CookieOf*>(SSL_get_app_data(connection));
}

bool write_cookie(const std::vector<std::uint8_t>& of, unsigned char* cookie, unsigned& length) {
    const auto& secret = cookie_secret();
    return HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), of.data(), of.size(), cookie,
                &length) != nullptr;
}

bool is_cookie_of(const std::vector<std::uint8_t>& of, const unsigned char* cookie, unsigned length) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> right{};
    unsigned bytes = 0;
    return write_cookie(of, right.data(), bytes) && length == bytes &&
           CRYPTO_memcmp(cookie, right.data(), bytes) == 0;
}

int make_cookie(SSL* connection, unsigned char* cookie, unsigned* length) {
    return write_cookie(cookie_of(connection).now, cookie, *length) ? 1 : 0;
}

int is_cookie(SSL* connection, const unsigned char* cookie, unsigned length) {
    const auto& of = cookie_of(connection);
    return is_cookie_of(of.now, cookie, length) || is_cookie_of(of.before, cookie, length) ? 1 : 0;
}

}  // namespace

void use_cookies(SSL_CTX* context) {
    SSL_CTX_set_cookie_generate_cb(context, make_cookie);
    SSL_CTX_set_cookie_verify_cb(context, is_cookie);
}

void ask_for_cookie(SSL* connection, CookieOf& what) {
    SSL_set_app_data(connection, &what);
    SSL_set_options(connection, SSL_OP_COOKIE_EXCHANGE);
}

}  // namespace layby::media
