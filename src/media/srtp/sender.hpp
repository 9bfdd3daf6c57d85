// What one leg's peer gets from us, encrypted (SRTP, RFC 3711) under one key. Part of a leg; media thread.
//
// A packet encrypted under the place (key, SSRC, index) of another tells both to whoever hears them, and with
// GCM lets him forge more. So a sender never uses a place twice. It knows only its own packets, therefore
// - there is one sender for each key, as long as the key is in use: no second one is made from a key that has
//   been used, also not when a re-INVITE confirms the same key;
// - after a restart the same key may go on only with SSRCs that were never used under it.
#pragma once
#include <memory>
#include <vector>

#include "media/rtp/rtp_packet.hpp"
#include "media/srtp/replay_window.hpp"
#include "media/srtp/transform.hpp"

namespace layby::media {

class SrtpSender {
  public:
    /// If OpenSSL can't be set up, that is a failed CHECK, and nothing is ever sent.
    explicit SrtpSender(const SrtpKey& key);

    // The first `length` bytes of `room` are a packet; max_srtp_trailer more are behind it. Encrypts it in
    // place and returns its new length. 0: it must not be sent.

    /// The rollover counter of an SSRC is 0 at its first packet. So a stream should begin with a sequence
    /// number below 0x8000 (RFC 4568 section 6.4): who misses its first packets still counts right. Refused
    /// are what was sent already and what is older than the newest by 128 or more.
    std::size_t protect_rtp(std::span<std::uint8_t> room, std::size_t length);
    std::size_t protect_rtcp(std::span<std::uint8_t> room, std::size_t length);

  private:
    struct Stream {
        std::uint32_t ssrc{};
        ReplayWindow sent;
    };
    Stream* stream_of(std::uint32_t ssrc);

    std::unique_ptr<Transform> rtp_, rtcp_;
    std::vector<Stream> streams_;  // none is ever forgotten
    std::uint32_t rtcp_index_{};   // of the next, whatever its SSRC
};

}  // namespace layby::media
