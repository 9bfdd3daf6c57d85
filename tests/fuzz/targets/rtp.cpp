// A packet on an RTP port.
#include <array>

#include "../entry.hpp"
#include "media/rtp/digits.hpp"
#include "media/rtp/rtp_packet.hpp"

using namespace layby;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const media::Bytes bytes{data, size};
    media::looks_like_rtcp(bytes);
    const auto packet = media::read_rtp(bytes);
    if (!packet) return 0;
    const auto end = packet->payload.data() + packet->payload.size();
    fuzz::must(packet->payload.empty() ||
                   (packet->payload.data() >= data + media::rtp_header_bytes && end <= data + size),
               "the payload lies within the packet");
    std::array<std::uint8_t, media::rtp_header_bytes> written{};
    media::write_rtp_header(packet->header, written);
    const auto again = media::read_rtp(written);
    fuzz::must(again && again->header == packet->header, "a header survives being written and read");
    media::read_event(packet->payload);
    return 0;
}
