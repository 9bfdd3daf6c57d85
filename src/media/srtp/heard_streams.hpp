// The streams that were heard under one key, and how far each has come. Only authentic packets make one or
// move it. The stream that was longest unheard gives way when there are too many. What was sent in that could
// be played to us once more, but only by somebody who has recorded it, and after the peer has changed its
// SSRC 16 times under one key; all he gains is that we hear it twice. Part of a receiver; media thread.
#pragma once
#include <vector>

#include "media/srtp/replay_window.hpp"

namespace layby::media {

struct HeardStream {
    std::uint32_t ssrc{};
    ReplayWindow heard;
    std::uint64_t here{};  ///< the newest that was heard, or where it seems to be since (SrtpReceiver::skip)
};

class HeardStreams {
  public:
    static constexpr std::size_t most = 16;

    HeardStream* find(std::uint32_t ssrc);
    /// An authentic packet of this stream, which was not heard before. Pointers to streams end here.
    void hear(std::uint32_t ssrc, std::uint64_t index);

  private:
    std::vector<HeardStream> streams_;  // the one heard last stands first
};

}  // namespace layby::media
