// How packets are encrypted and authenticated under a key: by AES in counter mode and HMAC-SHA1 (RFC 3711,
// RFC 6188), or by AES-GCM (RFC 7714). Knows nothing of streams: the caller says where in its stream a packet
// is. One for the RTP and one for the RTCP of each direction; media thread.
#pragma once
#include <memory>
#include <optional>

#include "media/rtp/rtp_packet.hpp"
#include "media/srtp/session_keys.hpp"

namespace layby::media {

/// So many bytes a packet grows at most: the tag of GCM and, of RTCP, its word.
inline constexpr std::size_t max_srtp_trailer = 20;

/// The place of a packet under a key: never the same for two of them.
struct SrtpPlace {
    std::uint32_t ssrc{};
    std::uint64_t index{};  ///< of RTP 48 bits: ROC and sequence number; of RTCP 31 bits
    /// What stands behind RTCP alone: whether it is encrypted (the first bit) and its index.
    std::optional<std::uint32_t> rtcp_word;
};
inline constexpr std::uint32_t rtcp_encrypted = 0x8000'0000;

class Transform {
  public:
    virtual ~Transform() = default;

    virtual std::size_t tag_bytes() const = 0;
    /// Whether the tag of an RTCP packet stands before its word.
    virtual bool tag_before_word() const = 0;

    // The first `clear` bytes of a packet are authenticated, the others encrypted, too.
    /// In place; `tag` has tag_bytes(). False: OpenSSL has failed.
    virtual bool seal(const SrtpPlace& place, std::span<std::uint8_t> packet, std::size_t clear,
                      std::span<std::uint8_t> tag) = 0;
    /// Writes to `plain`, which is as long as the packet. False: it isn't authentic, or OpenSSL has failed.
    virtual bool open(const SrtpPlace& place, Bytes packet, std::size_t clear, Bytes tag,
                      std::span<std::uint8_t> plain) = 0;
};

// None: OpenSSL has failed.
std::unique_ptr<Transform> make_transform(const SrtpKey& key, SrtpUse use);
std::unique_ptr<Transform> make_transform(SrtpCipher cipher, SrtpUse use, const SessionKeys& keys);
std::unique_ptr<Transform> make_counter_mode(SrtpCipher cipher, SrtpUse use, const SessionKeys& keys);
std::unique_ptr<Transform> make_gcm(SrtpCipher cipher, const SessionKeys& keys);

}  // namespace layby::media
