#include "sip/door/digest_hash.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <strings.h>

#include <array>
#include <stdexcept>

namespace layby::sip::digest {

std::string to_hex(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string hash_hex(Algorithm algorithm, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    const EVP_MD* kind = algorithm == Algorithm::sha256 ? EVP_sha256() : EVP_md5();
    if (EVP_Digest(text.data(), text.size(), out.data(), &size, kind, nullptr) != 1) return {};
    return to_hex({reinterpret_cast<const char*>(out.data()), size});
}

std::string hmac_hex(std::string_view secret, std::string_view text, std::size_t bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), out.data(), &size);
    return to_hex({reinterpret_cast<const char*>(out.data()), std::min<std::size_t>(bytes, size)});
}

bool equal_in_constant_time(std::string_view one, std::string_view other) {
    return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

const char* name_of(Algorithm algorithm) { return algorithm == Algorithm::sha256 ? "SHA-256" : "MD5"; }

std::optional<Algorithm> algorithm_named(std::string_view name) {
    const std::string text(name);
    if (text.empty() || strcasecmp(text.c_str(), "MD5") == 0) return Algorithm::md5;
    if (strcasecmp(text.c_str(), "SHA-256") == 0) return Algorithm::sha256;
    return {};
}

std::string random_bytes(std::size_t bytes) {
    std::string out(bytes, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(bytes)) != 1)
        throw std::runtime_error("the system gives no random numbers");
    return out;
}

std::string random_hex(std::size_t bytes) { return to_hex(random_bytes(bytes)); }

}  // namespace layby::sip::digest
