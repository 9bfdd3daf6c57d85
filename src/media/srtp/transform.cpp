#include "media/srtp/transform.hpp"

namespace layby::media {

std::unique_ptr<Transform> make_transform(SrtpCipher cipher, SrtpUse use, const SessionKeys& keys) {
    return is_gcm(cipher) ? make_gcm(cipher, keys) : make_counter_mode(cipher, use, keys);
}

std::unique_ptr<Transform> make_transform(const SrtpKey& key, SrtpUse use) {
    const auto keys = session_keys(key, use);
    return keys ? make_transform(key.cipher, use, *keys) : nullptr;
}

}  // namespace layby::media
