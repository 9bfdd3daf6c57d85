#include "codecs/opus.hpp"

#include <opus/opus.h>

#include <algorithm>
#include <new>

namespace layby::codecs {
namespace {

constexpr int rate = 48000;
constexpr int bits_per_second = 32000;
constexpr int complexity = 5;
constexpr int expected_loss_percent = 5;
constexpr std::size_t frame = 960;

struct DestroyEncoder {
    void operator()(OpusEncoder* e) const { opus_encoder_destroy(e); }
};
struct DestroyDecoder {
    void operator()(OpusDecoder* d) const { opus_decoder_destroy(d); }
};

template <class State>
State* created(State* state) {
    if (state == nullptr) throw std::bad_alloc();
    return state;
}

class Encoding final : public Encoder {
  public:
    Encoding() {
        opus_encoder_ctl(state_.get(), OPUS_SET_BITRATE(bits_per_second));
        opus_encoder_ctl(state_.get(), OPUS_SET_COMPLEXITY(complexity));
        opus_encoder_ctl(state_.get(), OPUS_SET_INBAND_FEC(1));
        opus_encoder_ctl(state_.get(), OPUS_SET_PACKET_LOSS_PERC(expected_loss_percent));
    }
    std::size_t encode(std::span<const std::int16_t> pcm, std::span<std::uint8_t> out) override {
        if (pcm.size() != frame) return 0;
        const int n = opus_encode(state_.get(), pcm.data(), static_cast<int>(pcm.size()), out.data(),
                                  static_cast<opus_int32>(out.size()));
        return n < 0 ? 0 : static_cast<std::size_t>(n);
    }

  private:
    std::unique_ptr<OpusEncoder, DestroyEncoder> state_{
        created(opus_encoder_create(rate, 1, OPUS_APPLICATION_VOIP, nullptr))};
};

class Decoding final : public Decoder {
  public:
    std::size_t decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) override {
        if (payload.empty()) return 0;
        return run(payload, out, false);
    }
    std::size_t conceal(std::span<std::int16_t> out) override {
        return run({}, out.first(std::min(out.size(), frame)), false);
    }
    std::size_t recover(std::span<const std::uint8_t> next, std::span<std::int16_t> out) override {
        if (next.empty()) return conceal(out);
        return run(next, out.first(std::min(out.size(), frame)), true);
    }

  private:
    std::size_t run(std::span<const std::uint8_t> payload, std::span<std::int16_t> out,
                    bool error_correction) {
        const int n = opus_decode(state_.get(), payload.empty() ? nullptr : payload.data(),
                                  static_cast<opus_int32>(payload.size()), out.data(),
                                  static_cast<int>(out.size()), error_correction ? 1 : 0);
        return n < 0 ? 0 : static_cast<std::size_t>(n);
    }

    std::unique_ptr<OpusDecoder, DestroyDecoder> state_{created(opus_decoder_create(rate, 1, nullptr))};
};

}  // namespace

std::unique_ptr<Encoder> make_opus_encoder() { return std::make_unique<Encoding>(); }
std::unique_ptr<Decoder> make_opus_decoder() { return std::make_unique<Decoding>(); }

}  // namespace layby::codecs
