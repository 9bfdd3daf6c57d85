#include "media/srtp/hmac_sha1.hpp"

#include <algorithm>

#include "media/srtp/session_keys.hpp"

namespace layby::media {
namespace {

constexpr std::size_t block_bytes = 64;
constexpr std::uint8_t inner_pad = 0x36, outer_pad = 0x5c;

/// Has digested the key, each of its bytes changed by `pad`.
bool begin(EVP_MD_CTX* state, Bytes key, std::uint8_t pad) {
    Wiped<block_bytes> block;
    std::ranges::copy(key, block.begin());
    for (auto& byte : block) byte ^= pad;
    return state != nullptr && EVP_DigestInit_ex(state, EVP_sha1(), nullptr) == 1 &&
           EVP_DigestUpdate(state, block.data(), block.size()) == 1;
}

bool update(EVP_MD_CTX* state, Bytes bytes) {
    return EVP_DigestUpdate(state, bytes.data(), bytes.size()) == 1;
}

}  // namespace

HmacSha1::HmacSha1(Bytes key)
    : inner_(EVP_MD_CTX_new()),
      outer_(EVP_MD_CTX_new()),
      work_(EVP_MD_CTX_new()),
      ready_(work_ && begin(inner_.get(), key, inner_pad) && begin(outer_.get(), key, outer_pad)) {}

bool HmacSha1::digest(Bytes first, Bytes second, Digest& out) {
    EVP_MD_CTX* work = work_.get();
    return EVP_MD_CTX_copy_ex(work, inner_.get()) == 1 && update(work, first) && update(work, second) &&
           EVP_DigestFinal_ex(work, out.data(), nullptr) == 1 &&
           EVP_MD_CTX_copy_ex(work, outer_.get()) == 1 && update(work, out) &&
           EVP_DigestFinal_ex(work, out.data(), nullptr) == 1;
}

}  // namespace layby::media
