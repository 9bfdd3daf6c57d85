// The streams that were heard under one key, and how far each has come. Only authentic packets make one or
// move it. A table of bounded size: the stream that was longest unheard gives way. What was sent in it could
// then be played to us once more, by somebody who has kept it and has seen the peer change its SSRC 16 times
// under one key; nothing is disclosed by that. Part of a receiver; media thread.
#pragma once
#include <optional>
#include <vector>

#include "media/srtp/replay_window.hpp"

namespace layby::media {

struct HeardStream {
    std::uint32_t ssrc{};
    ReplayWindow heard;
    /// Where it seems to be, farther than what was heard (SrtpReceiver::skip).
    std::optional<std::uint64_t> counted;

    void hear(std::uint64_t index);
};

class HeardStreams {
  public:
    static constexpr std::size_t most = 16;

    HeardStream* find(std::uint32_t ssrc);
    /// An authentic packet of this stream. Pointers to streams are void afterwards.
    void hear(std::uint32_t ssrc, std::uint64_t index);

  private:
    std::vector<HeardStream> streams_;  // the one heard last stands first
};

}  // namespace layby::media
