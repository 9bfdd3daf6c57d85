#include "codecs/codec.hpp"

#include "codecs/g711.hpp"
#include "codecs/g722.hpp"
#include "codecs/opus.hpp"

namespace layby::codecs {

int sample_rate(Codec codec) {
    switch (codec) {
        case Codec::g722:
            return 16000;
        case Codec::opus:
            return 48000;
        default:
            return 8000;
    }
}

int frame_samples(Codec codec) { return sample_rate(codec) / 1000 * frame_ms; }

std::uint32_t frame_timestamp(Codec codec) {
    return static_cast<std::uint32_t>(rtp_clock(codec) / 1000 * frame_ms);
}

std::unique_ptr<Encoder> make_encoder(Codec codec) {
    switch (codec) {
        case Codec::g722:
            return make_g722_encoder();
        case Codec::opus:
            return make_opus_encoder();
        default:
            return make_g711_encoder(codec);
    }
}

std::unique_ptr<Decoder> make_decoder(Codec codec) {
    switch (codec) {
        case Codec::g722:
            return make_g722_decoder();
        case Codec::opus:
            return make_opus_decoder();
        default:
            return make_g711_decoder(codec);
    }
}

}  // namespace layby::codecs
