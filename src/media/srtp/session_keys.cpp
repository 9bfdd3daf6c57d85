#include "media/srtp/session_keys.hpp"

#include <algorithm>

#include "media/srtp/evp.hpp"

namespace layby::media {
namespace {

// What follows from a master key, by number; of RTCP three more (section 4.3.2).
constexpr std::uint8_t of_encryption = 0, of_authentication = 1, of_salt = 2, of_rtcp = 3;
/// The place of that number in the salt: before the 48 bits of the packet's index, which is 0 here.
constexpr std::size_t label_at = 7;

const EVP_CIPHER* counter_cipher(const SrtpKey& key) {
    return master_key_bytes(key.cipher) == 32 ? EVP_aes_256_ctr() : EVP_aes_128_ctr();
}

/// The keystream of AES in counter mode, from the salt on; a salt of GCM is padded with zeros.
bool derive(EVP_CIPHER_CTX* cipher, const SrtpKey& key, std::uint8_t label, std::span<std::uint8_t> out) {
    Wiped<16> start;
    std::ranges::copy(key.master_salt(), start.begin());
    start[label_at] ^= label;
    int written = 0;
    std::ranges::fill(out, std::uint8_t{});
    return EVP_EncryptInit_ex(cipher, counter_cipher(key), nullptr, key.master_key().data(), start.data()) ==
               1 &&
           EVP_EncryptUpdate(cipher, out.data(), &written, out.data(), static_cast<int>(out.size())) == 1;
}

}  // namespace

std::optional<SessionKeys> session_keys(const SrtpKey& key, SrtpUse use) {
    const Evp<EVP_CIPHER_CTX> cipher{EVP_CIPHER_CTX_new()};
    const std::uint8_t first = use == SrtpUse::rtcp ? of_rtcp : 0;
    SessionKeys keys;
    const auto encryption = std::span{keys.encryption}.first(master_key_bytes(key.cipher));
    const auto salt = std::span{keys.salt}.first(master_salt_bytes(key.cipher));
    const auto derived = [&](std::uint8_t label, std::span<std::uint8_t> out) {
        return derive(cipher.get(), key, static_cast<std::uint8_t>(first + label), out);
    };
    if (!cipher || !derived(of_encryption, encryption) || !derived(of_authentication, keys.authentication) ||
        !derived(of_salt, salt))
        return {};
    return keys;
}

}  // namespace layby::media
