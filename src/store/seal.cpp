#include "store/seal.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <memory>

#include "runtime/check.hpp"

namespace layby::store {
namespace {

constexpr std::size_t nonce_bytes = 12, tag_bytes = 16;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;
Cipher make_cipher() { return {EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free}; }

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

Seal::~Seal() { OPENSSL_cleanse(key_.data(), key_.size()); }

/// Nonce, what is encrypted, and its tag.
std::string Seal::closed(std::string_view secret) const {
    std::string out(nonce_bytes + secret.size() + tag_bytes, '\0');
    unsigned char* at = bytes_of(out);
    const auto cipher = make_cipher();
    int length = 0;
    const bool done = cipher && RAND_bytes(at, nonce_bytes) == 1 &&
                      EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key_.data(), at) == 1 &&
                      EVP_EncryptUpdate(cipher.get(), at + nonce_bytes, &length, bytes_of(secret),
                                        static_cast<int>(secret.size())) == 1 &&
                      EVP_EncryptFinal_ex(cipher.get(), at + nonce_bytes + length, &length) == 1 &&
                      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes,
                                          at + nonce_bytes + secret.size()) == 1;
    return CHECK(done) ? out : std::string{};
}

std::string Seal::opened(std::string_view text) const {
    if (text.size() < nonce_bytes + tag_bytes) return {};
    const auto nonce = text.substr(0, nonce_bytes);
    const auto hidden = text.substr(nonce_bytes, text.size() - nonce_bytes - tag_bytes);
    std::string tag(text.substr(text.size() - tag_bytes));
    std::string out(hidden.size(), '\0');
    const auto cipher = make_cipher();
    int length = 0;
    const bool done =
        cipher &&
        EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key_.data(), bytes_of(nonce)) == 1 &&
        EVP_DecryptUpdate(cipher.get(), bytes_of(out), &length, bytes_of(hidden),
                          static_cast<int>(hidden.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(cipher.get(), bytes_of(out) + length, &length) == 1;
    return done ? out : std::string{};
}

std::string Seal::key_for(std::string_view purpose) const {
    std::string out(key_bytes, '\0');
    unsigned size = 0;
    const auto* made = HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), bytes_of(purpose),
                            purpose.size(), bytes_of(out), &size);
    return CHECK(made && size == key_bytes) ? out : std::string{};
}

Seal seal_of(std::string_view secret, std::string_view purpose) {
    constexpr int rounds = 50'000;
    Seal::Key key{};
    CHECK(PKCS5_PBKDF2_HMAC(secret.data(), static_cast<int>(secret.size()), bytes_of(purpose),
                            static_cast<int>(purpose.size()), rounds, EVP_sha256(),
                            static_cast<int>(key.size()), key.data()) == 1);
    const Seal seal(key);
    OPENSSL_cleanse(key.data(), key.size());
    return seal;
}

}  // namespace layby::store
