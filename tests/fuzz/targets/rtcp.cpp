// A packet on an RTCP port.
#include "media/rtp/rtcp.hpp"
#include "../entry.hpp"

using namespace layby;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto heard = media::read_rtcp({data, size}, 0x01020304);
    if (!heard) return 0;
    fuzz::must(size >= 8 && size % 4 == 0, "a compound packet has whole words");
    fuzz::must(!heard->about_us || heard->about_us->ssrc == 0x01020304, "the block is about our stream");
    return 0;
}
