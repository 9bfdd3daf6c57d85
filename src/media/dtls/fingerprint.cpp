#include "media/dtls/fingerprint.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>

namespace layby::media {
namespace {

const EVP_MD* digest_of(DigestName hash) {
    switch (hash) {
        case DigestName::sha_1:
            return EVP_sha1();
        case DigestName::sha_256:
            return EVP_sha256();
        case DigestName::sha_384:
            return EVP_sha384();
        case DigestName::sha_512:
            return EVP_sha512();
    }
    return EVP_sha256();
}

}  // namespace

Fingerprint fingerprint_of(const X509& certificate, DigestName hash) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (X509_digest(&certificate, digest_of(hash), digest.data(), &length) != 1) return {hash, {}};
    return {hash, {digest.begin(), digest.begin() + length}};
}

std::string text_of(const Fingerprint& fingerprint) {
    constexpr std::array names{"sha-1", "sha-256", "sha-384", "sha-512"};
    std::string out = names.at(static_cast<std::size_t>(fingerprint.hash));
    char before = ' ';
    for (const std::uint8_t byte : fingerprint.digest) {
        out += fmt::format("{}{:02X}", before, byte);
        before = ':';
    }
    return out;
}

}  // namespace layby::media
