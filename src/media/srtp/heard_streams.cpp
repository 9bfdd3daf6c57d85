#include "media/srtp/heard_streams.hpp"

#include <algorithm>

namespace layby::media {

HeardStream* HeardStreams::find(std::uint32_t ssrc) {
    const auto found = std::ranges::find(streams_, ssrc, &HeardStream::ssrc);
    return found == streams_.end() ? nullptr : &*found;
}

void HeardStreams::hear(std::uint32_t ssrc, std::uint64_t index) {
    auto stream = std::ranges::find(streams_, ssrc, &HeardStream::ssrc);
    if (stream == streams_.end()) {
        if (streams_.size() == most) streams_.pop_back();
        stream = streams_.insert(streams_.end(), HeardStream{ssrc, {}, index});
    }
    if (index > stream->heard.newest()) stream->here = index;
    stream->heard.add(index);
    std::rotate(streams_.begin(), stream, stream + 1);
}

}  // namespace layby::media
