// G.722 at 64 kbit/s: 16 kHz audio, 160 bytes in 20 ms; its RTP clock is 8000 Hz by RFC 3551.
#pragma once
#include <memory>

#include "codecs/codec.hpp"

namespace layby::codecs {

std::unique_ptr<Encoder> make_g722_encoder();
std::unique_ptr<Decoder> make_g722_decoder();

}  // namespace layby::codecs
