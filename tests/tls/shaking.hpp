// Two ends that shake hands within this process.
#pragma once
#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <memory>

namespace layby::tls {

using End = std::unique_ptr<SSL, decltype(&SSL_free)>;

/// What they say to each other until neither has more to say.
inline void shake_hands(SSL& server, SSL& client) {
    BIO *one = nullptr, *other = nullptr;
    BIO_new_bio_pair(&one, 0, &other, 0);
    SSL_set_bio(&server, one, one);
    SSL_set_bio(&client, other, other);
    for (int i = 0; i < 10; ++i) SSL_connect(&client), SSL_accept(&server);
}

}  // namespace layby::tls
