// The key of an encrypted stream (SRTP, RFC 3711), as two parties agree on it. A plain value that wipes
// itself; any thread. It is a secret: it goes into no log and no answer of the console.
#pragma once
#include <array>
#include <cstdint>
#include <span>

#include <string.h>  // explicit_bzero

namespace layby {

/// By their names in SDP: AES_CM_128_HMAC_SHA1_80 and _32 (RFC 4568), AES_256_CM_HMAC_SHA1_80 and _32
/// (RFC 6188), AEAD_AES_128_GCM and AEAD_AES_256_GCM (RFC 7714).
enum class SrtpCipher : std::uint8_t { cm_128_80, cm_128_32, cm_256_80, cm_256_32, gcm_128, gcm_256 };
inline constexpr std::size_t srtp_cipher_count = 6;

constexpr std::size_t master_key_bytes(SrtpCipher cipher) {
    return cipher == SrtpCipher::cm_128_80 || cipher == SrtpCipher::cm_128_32 || cipher == SrtpCipher::gcm_128
               ? 16
               : 32;
}
constexpr bool is_gcm(SrtpCipher cipher) {
    return cipher == SrtpCipher::gcm_128 || cipher == SrtpCipher::gcm_256;
}
constexpr std::size_t master_salt_bytes(SrtpCipher cipher) { return is_gcm(cipher) ? 12 : 14; }

/// A master key and, behind it, its master salt.
class SrtpKey {
  public:
    static constexpr std::size_t most_bytes = 46;
    using Bytes = std::array<std::uint8_t, most_bytes>;

    SrtpKey() = default;
    /// Of `bytes` what the cipher needs.
    SrtpKey(SrtpCipher its_cipher, const Bytes& bytes) : cipher(its_cipher), bytes_(bytes) {
        for (std::size_t i = size(); i < most_bytes; ++i) bytes_[i] = 0;
    }
    SrtpKey(const SrtpKey&) = default;
    SrtpKey& operator=(const SrtpKey&) = default;
    ~SrtpKey() { explicit_bzero(bytes_.data(), bytes_.size()); }
    bool operator==(const SrtpKey&) const = default;

    std::size_t size() const { return master_key_bytes(cipher) + master_salt_bytes(cipher); }
    std::span<const std::uint8_t> master_key() const { return {bytes_.data(), master_key_bytes(cipher)}; }
    std::span<const std::uint8_t> master_salt() const {
        return {bytes_.data() + master_key_bytes(cipher), master_salt_bytes(cipher)};
    }
    /// Both.
    std::span<const std::uint8_t> bytes() const { return {bytes_.data(), size()}; }

    SrtpCipher cipher{};

  private:
    Bytes bytes_{};
};

/// The two directions of an encrypted leg. Both have one cipher.
struct SrtpKeys {
    SrtpKey ours;    ///< of what we send
    SrtpKey theirs;  ///< of what we get
    bool operator==(const SrtpKeys&) const = default;
};

}  // namespace layby
