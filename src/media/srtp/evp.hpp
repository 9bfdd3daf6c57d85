// What of OpenSSL is owned by this room. For it only; media thread.
#pragma once
#include <openssl/evp.h>

#include <memory>

namespace layby::media {

struct EvpRelease {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
template <class T>
using Evp = std::unique_ptr<T, EvpRelease>;

}  // namespace layby::media
