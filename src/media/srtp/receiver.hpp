// What one leg hears, encrypted (SRTP, RFC 3711) under the key of its peer. Part of a leg; media thread.
//
// Where a stream is can't be read from its packets: the rollover counter (ROC), which counts the rounds of
// their sequence numbers, isn't sent. Nor is it kept over a restart. It is found: the right one is that under
// which a packet is authentic.
#pragma once
#include <memory>
#include <optional>

#include "media/srtp/heard_streams.hpp"
#include "media/srtp/roc_search.hpp"
#include "media/srtp/transform.hpp"

namespace layby::media {

class SrtpReceiver {
  public:
    /// If OpenSSL can't be set up, that is a failed CHECK, and nothing is ever heard.
    explicit SrtpReceiver(const SrtpKey& key);

    // The packet as it was, at the beginning of `plain`, which has max_packet_bytes. None: it is malformed,
    // not authentic, was heard already, or is too old to be sure that it wasn't; what `plain` has then means
    // nothing.
    std::optional<Bytes> open_rtp(Bytes packet, std::span<std::uint8_t> plain);
    std::optional<Bytes> open_rtcp(Bytes packet, std::span<std::uint8_t> plain);

    /// Packets of this stream were only counted, and not opened: it seems to be here now. To be called before
    /// it has come 0x8000 numbers farther (10 minutes). Nobody has authenticated them: it may be wrong.
    void skip(std::uint32_t ssrc, std::uint16_t sequence);

  private:
    template <class Opens>
    std::optional<std::uint64_t> find_index(const HeardStream* stream, std::uint16_t sequence, Opens opens);

    std::unique_ptr<Transform> rtp_, rtcp_;
    HeardStreams rtp_streams_, rtcp_streams_;
    RocSearch search_;
};

}  // namespace layby::media
