#include "codecs/g722.hpp"

#include <spandsp/telephony.h>
// g722.h relies on telephony.h
#include <spandsp/g722.h>

#include <algorithm>
#include <new>

#include "codecs/concealment.hpp"

namespace layby::codecs {
namespace {

constexpr int bit_rate = 64000;

struct FreeEncoder {
    void operator()(g722_encode_state_t* s) const { g722_encode_free(s); }
};
struct FreeDecoder {
    void operator()(g722_decode_state_t* s) const { g722_decode_free(s); }
};

template <class State>
State* or_throw(State* state) {
    if (state == nullptr) throw std::bad_alloc();
    return state;
}

class G722Encoder final : public Encoder {
  public:
    std::size_t encode(std::span<const std::int16_t> pcm, std::span<std::uint8_t> out) override {
        const std::size_t samples = std::min(pcm.size(), out.size() * 2) / 2 * 2;
        if (samples == 0) return 0;
        return static_cast<std::size_t>(
            g722_encode(state_.get(), out.data(), pcm.data(), static_cast<int>(samples)));
    }

  private:
    std::unique_ptr<g722_encode_state_t, FreeEncoder> state_{
        or_throw(g722_encode_init(nullptr, bit_rate, 0))};
};

class G722Decoder final : public Decoder {
  public:
    std::size_t decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) override {
        if (payload.empty() || payload.size() * 2 > out.size()) return 0;
        const auto samples = static_cast<std::size_t>(
            g722_decode(state_.get(), out.data(), payload.data(), static_cast<int>(payload.size())));
        concealment_.good(out.first(samples));
        return samples;
    }
    std::size_t conceal(std::span<std::int16_t> out) override { return concealment_.fill(out, 320); }

  private:
    std::unique_ptr<g722_decode_state_t, FreeDecoder> state_{
        or_throw(g722_decode_init(nullptr, bit_rate, 0))};
    Concealment concealment_;
};

}  // namespace

std::unique_ptr<Encoder> make_g722_encoder() { return std::make_unique<G722Encoder>(); }
std::unique_ptr<Decoder> make_g722_decoder() { return std::make_unique<G722Decoder>(); }

}  // namespace layby::codecs
