// AES in counter mode, and HMAC-SHA1 over what was encrypted (RFC 3711 section 4, RFC 6188).
#include <openssl/crypto.h>

#include <algorithm>

#include "media/srtp/hmac_sha1.hpp"
#include "media/srtp/transform.hpp"

namespace layby::media {
namespace {

class CounterMode : public Transform {
  public:
    CounterMode(std::size_t tag_bytes, const SessionKeys& keys)
        : tag_bytes_(tag_bytes),
          salt_(keys.salt),
          cipher_(EVP_CIPHER_CTX_new()),
          hmac_(keys.authentication) {}
    bool set_up(const EVP_CIPHER* cipher, const SessionKeys& keys) {
        return cipher_ && hmac_.ready() &&
               EVP_EncryptInit_ex(cipher_.get(), cipher, nullptr, keys.encryption.data(), nullptr) == 1;
    }

    std::size_t tag_bytes() const override { return tag_bytes_; }
    bool tag_before_word() const override { return false; }

    bool seal(const SrtpPlace& place, std::span<std::uint8_t> packet, std::size_t clear,
              std::span<std::uint8_t> tag) override {
        HmacSha1::Digest digest;
        if (!crypt(place, packet.subspan(clear), packet.subspan(clear)) ||
            !authenticate(place, packet, digest))
            return false;
        std::copy_n(digest.begin(), tag.size(), tag.begin());
        return true;
    }

    bool open(const SrtpPlace& place, Bytes packet, std::size_t clear, Bytes tag,
              std::span<std::uint8_t> plain) override {
        HmacSha1::Digest digest;
        if (!authenticate(place, packet, digest)) return false;
        if (CRYPTO_memcmp(digest.data(), tag.data(), tag_bytes_) != 0) return false;
        std::ranges::copy(packet.first(clear), plain.begin());
        return crypt(place, packet.subspan(clear), plain.subspan(clear));
    }

  private:
    /// Where the counter of a packet begins (section 4.1.1).
    Wiped<16> counter(const SrtpPlace& place) const {
        Wiped<16> counter;
        write32(counter, 4, place.ssrc);
        write16(counter, 8, static_cast<std::uint16_t>(place.index >> 32));
        write32(counter, 10, static_cast<std::uint32_t>(place.index));
        for (std::size_t i = 0; i < salt_.size(); ++i) counter[i] ^= salt_[i];
        return counter;
    }
    /// Encrypts what is plain, and the other way round.
    bool crypt(const SrtpPlace& place, Bytes in, std::span<std::uint8_t> out) {
        int written = 0;
        return EVP_EncryptInit_ex(cipher_.get(), nullptr, nullptr, nullptr, counter(place).data()) == 1 &&
               EVP_EncryptUpdate(cipher_.get(), out.data(), &written, in.data(),
                                 static_cast<int>(in.size())) == 1;
    }
    /// Behind RTP its ROC is authenticated, which isn't sent (section 4.2).
    bool authenticate(const SrtpPlace& place, Bytes packet, HmacSha1::Digest& digest) {
        std::array<std::uint8_t, 4> word;
        write32(word, 0, place.rtcp_word.value_or(static_cast<std::uint32_t>(place.index >> 16)));
        return hmac_.digest(packet, word, digest);
    }

    std::size_t tag_bytes_;
    Wiped<14> salt_;
    Evp<EVP_CIPHER_CTX> cipher_;
    HmacSha1 hmac_;
};

/// RTCP has a long one also where RTP has a short one (RFC 4568 section 6.2).
std::size_t tag_size(SrtpCipher cipher, SrtpUse use) {
    const bool is_short = cipher == SrtpCipher::cm_128_32 || cipher == SrtpCipher::cm_256_32;
    return is_short && use == SrtpUse::rtp ? 4 : 10;
}

}  // namespace

std::unique_ptr<Transform> make_counter_mode(SrtpCipher cipher, SrtpUse use, const SessionKeys& keys) {
    auto made = std::make_unique<CounterMode>(tag_size(cipher, use), keys);
    const auto* aes = master_key_bytes(cipher) == 32 ? EVP_aes_256_ctr() : EVP_aes_128_ctr();
    return made->set_up(aes, keys) ? std::move(made) : nullptr;
}

}  // namespace layby::media
