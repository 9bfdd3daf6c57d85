// What one leg's peer gets from us, encrypted (SRTP, RFC 3711) under one key. Part of a leg; media thread.
//
// Who hears two packets encrypted in the same place under a key (SSRC and index) knows what both have in
// common, and with GCM can forge others. So a sender never uses a place twice. It knows only of its own
// packets. Therefore no sender is made from a key that had one already, also not when a re-INVITE confirms
// the key; and after a restart the same key may go on only with SSRCs that were never used under it.
#pragma once
#include <memory>
#include <vector>

#include "media/srtp/replay_window.hpp"
#include "media/srtp/transform.hpp"

namespace layby::media {

class SrtpSender {
  public:
    /// If OpenSSL can't be set up, that is a failed CHECK, and nothing is ever sent.
    explicit SrtpSender(const SrtpKey& key);

    // The first `length` bytes of `room` are a packet, and max_srtp_trailer more are behind it. Encrypts it
    // in place and returns its new length. 0: it must not be sent.

    /// The rollover counter (ROC) of an SSRC is 0 at its first packet. So a stream should begin with a
    /// sequence number below 0x8000 (RFC 4568 section 6.4): who misses its first packets then still knows the
    /// ROC. Refused is what was sent already or is too old to be sure (ReplayWindow), as a relay may pass on,
    /// and what begins more streams than anybody needs.
    std::size_t protect_rtp(std::span<std::uint8_t> room, std::size_t length);
    std::size_t protect_rtcp(std::span<std::uint8_t> room, std::size_t length);

    static constexpr std::size_t most_streams = 4096;

  private:
    struct Stream {
        std::uint32_t ssrc{};
        ReplayWindow sent;
    };
    Stream* stream_of(std::uint32_t ssrc);

    std::unique_ptr<Transform> rtp_, rtcp_;
    std::vector<Stream> streams_;  // none is forgotten: it could come back
    std::uint32_t rtcp_index_{};   // of the next, whatever its SSRC
};

}  // namespace layby::media
