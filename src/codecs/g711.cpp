#include "codecs/g711.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "codecs/concealment.hpp"

namespace layby::codecs {
namespace {

constexpr int mulaw_bias = 132;
constexpr int mulaw_clip = 32635;

constexpr std::int16_t expand_mulaw(std::uint8_t byte) {
    const int bits = ~byte & 0xff;
    const int segment = (bits >> 4) & 7;
    const int magnitude = ((((bits & 15) << 3) + mulaw_bias) << segment) - mulaw_bias;
    return static_cast<std::int16_t>((bits & 0x80) != 0 ? -magnitude : magnitude);
}

constexpr std::int16_t expand_alaw(std::uint8_t byte) {
    const int bits = byte ^ 0x55;
    const int segment = (bits >> 4) & 7;
    const int step = ((bits & 15) << 4) + 8;
    const int magnitude = segment == 0 ? step : (step + 256) << (segment - 1);
    return static_cast<std::int16_t>((bits & 0x80) != 0 ? magnitude : -magnitude);
}

template <auto Expand>
constexpr std::array<std::int16_t, 256> table_of() {
    std::array<std::int16_t, 256> table{};
    for (int i = 0; i < 256; ++i) table[static_cast<std::size_t>(i)] = Expand(static_cast<std::uint8_t>(i));
    return table;
}

constexpr auto mulaw_table = table_of<expand_mulaw>();
constexpr auto alaw_table = table_of<expand_alaw>();

template <auto Compress>
class G711Encoder final : public Encoder {
  public:
    std::size_t encode(std::span<const std::int16_t> pcm, std::span<std::uint8_t> out) override {
        const std::size_t n = std::min(pcm.size(), out.size());
        std::transform(pcm.begin(), pcm.begin() + static_cast<std::ptrdiff_t>(n), out.begin(), Compress);
        return n;
    }
};

template <auto Expand>
class G711Decoder final : public Decoder {
  public:
    std::size_t decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) override {
        if (payload.size() > out.size()) return 0;
        std::transform(payload.begin(), payload.end(), out.begin(), Expand);
        concealment_.good(out.first(payload.size()));
        return payload.size();
    }
    std::size_t conceal(std::span<std::int16_t> out) override { return concealment_.fill(out, 160); }

  private:
    Concealment concealment_;
};

}  // namespace

std::uint8_t to_mulaw(std::int16_t sample) {
    const int sign = sample < 0 ? 0x80 : 0;
    const int magnitude = std::min(sample < 0 ? -static_cast<int>(sample) : sample, mulaw_clip) + mulaw_bias;
    const int segment = static_cast<int>(std::bit_width(static_cast<unsigned>(magnitude))) - 8;
    const int step = (magnitude >> (segment + 3)) & 15;
    return static_cast<std::uint8_t>(~(sign | segment << 4 | step));
}

std::uint8_t to_alaw(std::int16_t sample) {
    const int sign = sample < 0 ? 0 : 0x80;
    const int magnitude = sample < 0 ? -static_cast<int>(sample) - 1 : sample;
    const int segment = std::max(static_cast<int>(std::bit_width(static_cast<unsigned>(magnitude))) - 8, 0);
    const int step = (magnitude >> std::max(segment + 3, 4)) & 15;
    return static_cast<std::uint8_t>((sign | segment << 4 | step) ^ 0x55);
}

std::int16_t from_mulaw(std::uint8_t byte) { return mulaw_table[byte]; }
std::int16_t from_alaw(std::uint8_t byte) { return alaw_table[byte]; }

std::unique_ptr<Encoder> make_g711_encoder(Codec law) {
    if (law == Codec::pcmu) return std::make_unique<G711Encoder<to_mulaw>>();
    return std::make_unique<G711Encoder<to_alaw>>();
}

std::unique_ptr<Decoder> make_g711_decoder(Codec law) {
    if (law == Codec::pcmu) return std::make_unique<G711Decoder<from_mulaw>>();
    return std::make_unique<G711Decoder<from_alaw>>();
}

}  // namespace layby::codecs
