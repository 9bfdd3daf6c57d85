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

int make_cookie(SSL* connection, unsigned char* cookie, unsigned* length) {
    const auto& place = *static_cast<const std::vector<std::uint8_t>*>(SSL_get_app_data(connection));
    const auto& secret = cookie_secret();
    const auto* made = HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), place.data(),
                            place.size(), cookie, length);
    return made != nullptr ? 1 : 0;
}

int is_cookie(SSL* connection, const unsigned char* cookie, unsigned length) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> right{};
    unsigned bytes = 0;
    const bool same = make_cookie(connection, right.data(), &bytes) == 1 && length == bytes &&
                      CRYPTO_memcmp(cookie, right.data(), bytes) == 0;
    return same ? 1 : 0;
}

}  // namespace

void use_cookies(SSL_CTX* context) {
    SSL_CTX_set_cookie_generate_cb(context, make_cookie);
    SSL_CTX_set_cookie_verify_cb(context, is_cookie);
}

void ask_for_cookie(SSL* connection, std::vector<std::uint8_t>& place) {
    SSL_set_app_data(connection, &place);
    SSL_set_options(connection, SSL_OP_COOKIE_EXCHANGE);
}

}  // namespace layby::media
