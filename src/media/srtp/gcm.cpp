// AES in Galois/counter mode, which encrypts and authenticates in one (RFC 7714).
#include <algorithm>

#include "media/srtp/evp.hpp"
#include "media/srtp/transform.hpp"

namespace layby::media {
namespace {

constexpr std::size_t gcm_tag_bytes = 16;
constexpr std::size_t gcm_salt_bytes = 12;
constexpr int to_seal = 1, to_open = 0;

class Gcm : public Transform {
  public:
    explicit Gcm(const SessionKeys& keys) : cipher_(EVP_CIPHER_CTX_new()) {
        std::copy_n(keys.salt.begin(), salt_.size(), salt_.begin());
    }
    bool set_up(const EVP_CIPHER* cipher, const SessionKeys& keys) {
        return cipher_ &&
               EVP_EncryptInit_ex(cipher_.get(), cipher, nullptr, keys.encryption.data(), nullptr) == 1;
    }

    std::size_t tag_bytes() const override { return gcm_tag_bytes; }
    bool tag_before_word() const override { return true; }

    bool seal(const SrtpPlace& place, std::span<std::uint8_t> packet, std::size_t clear,
              std::span<std::uint8_t> tag) override {
        return begin(place, packet.first(clear), to_seal) &&
               crypt(packet.subspan(clear), packet.subspan(clear)) && finish() &&
               EVP_CIPHER_CTX_ctrl(cipher_.get(), EVP_CTRL_AEAD_GET_TAG, gcm_tag_bytes, tag.data()) == 1;
    }

    bool open(const SrtpPlace& place, Bytes packet, std::size_t clear, Bytes tag,
              std::span<std::uint8_t> plain) override {
        std::array<std::uint8_t, gcm_tag_bytes> expected;
        std::ranges::copy(tag, expected.begin());
        std::ranges::copy(packet.first(clear), plain.begin());
        return begin(place, packet.first(clear), to_open) &&
               crypt(packet.subspan(clear), plain.subspan(clear)) &&
               EVP_CIPHER_CTX_ctrl(cipher_.get(), EVP_CTRL_AEAD_SET_TAG, gcm_tag_bytes, expected.data()) ==
                   1 &&
               finish();
    }

  private:
    /// RTP and RTCP alike (sections 8.1 and 9.1): an index of RTCP is shorter, and has zeros before it.
    Wiped<gcm_salt_bytes> nonce(const SrtpPlace& place) const {
        Wiped<gcm_salt_bytes> nonce;
        write32(nonce, 2, place.ssrc);
        write16(nonce, 6, static_cast<std::uint16_t>(place.index >> 32));
        write32(nonce, 8, static_cast<std::uint32_t>(place.index));
        for (std::size_t i = 0; i < salt_.size(); ++i) nonce[i] ^= salt_[i];
        return nonce;
    }
    bool begin(const SrtpPlace& place, Bytes clear, int direction) {
        if (EVP_CipherInit_ex(cipher_.get(), nullptr, nullptr, nullptr, nonce(place).data(), direction) !=
                1 ||
            !authenticate(clear))
            return false;
        if (!place.rtcp_word) return true;
        std::array<std::uint8_t, 4> word;
        write32(word, 0, *place.rtcp_word);
        return authenticate(word);
    }
    bool authenticate(Bytes clear) {
        int written = 0;
        return EVP_CipherUpdate(cipher_.get(), nullptr, &written, clear.data(),
                                static_cast<int>(clear.size())) == 1;
    }
    bool crypt(Bytes in, std::span<std::uint8_t> out) {
        int written = 0;
        return in.empty() || EVP_CipherUpdate(cipher_.get(), out.data(), &written, in.data(),
                                              static_cast<int>(in.size())) == 1;
    }
    /// When opening: whether the tag is right.
    bool finish() {
        int written = 0;
        std::array<std::uint8_t, EVP_MAX_BLOCK_LENGTH> nothing;
        return EVP_CipherFinal_ex(cipher_.get(), nothing.data(), &written) == 1;
    }

    Wiped<gcm_salt_bytes> salt_;
    Evp<EVP_CIPHER_CTX> cipher_;
};

}  // namespace

std::unique_ptr<Transform> make_gcm(SrtpCipher cipher, const SessionKeys& keys) {
    auto made = std::make_unique<Gcm>(keys);
    const auto* aes = cipher == SrtpCipher::gcm_256 ? EVP_aes_256_gcm() : EVP_aes_128_gcm();
    return made->set_up(aes, keys) ? std::move(made) : nullptr;
}

}  // namespace layby::media
