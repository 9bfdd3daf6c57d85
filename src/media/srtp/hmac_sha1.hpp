// HMAC-SHA1 under one key (RFC 2104). OpenSSL's own begins by looking its digest up again each time; this one
// copies states that have digested the key already, which takes a fraction. For this room only; media thread.
#pragma once
#include <array>

#include "media/rtp/rtp_packet.hpp"
#include "media/srtp/evp.hpp"

namespace layby::media {

class HmacSha1 {
  public:
    static constexpr std::size_t digest_bytes = 20;
    using Digest = std::array<std::uint8_t, digest_bytes>;

    /// Of a key of at most 64 bytes.
    explicit HmacSha1(Bytes key);
    /// Whether OpenSSL could be set up.
    bool ready() const { return ready_; }
    /// Of both, one behind the other. False: OpenSSL has failed.
    bool digest(Bytes first, Bytes second, Digest& out);

  private:
    Evp<EVP_MD_CTX> inner_, outer_, work_;
    bool ready_;
};

}  // namespace layby::media
