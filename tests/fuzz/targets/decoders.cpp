// Audio payloads of any bytes: the first byte chooses the codec, then each payload is preceded by its length.
#include <algorithm>
#include <array>

#include "../entry.hpp"
#include "codecs/codec.hpp"

using namespace layby;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const auto decoder = codecs::make_decoder(static_cast<Codec>(data[0] % codec_count));
    std::span<const std::uint8_t> rest{data + 1, size - 1};
    std::array<std::int16_t, 5760> pcm{};
    while (!rest.empty()) {
        const auto length = std::min<std::size_t>(rest[0], rest.size() - 1);
        const auto payload = rest.subspan(1, length);
        rest = rest.subspan(1 + length);
        fuzz::must(decoder->decode(payload, pcm) <= pcm.size(), "no more samples than there is room for");
        if (payload.size() % 3 == 0)
            fuzz::must(decoder->conceal(pcm) <= pcm.size(), "nor when a gap is hidden");
        if (payload.size() % 3 == 1)
            fuzz::must(decoder->recover(payload, pcm) <= pcm.size(), "nor when it is recovered");
    }
    return 0;
}
