// Opus (RFC 6716, RFC 7587): 48 kHz mono, 20 ms frames, with in-band error correction both ways.
#pragma once
#include <memory>

#include "codecs/codec.hpp"

namespace layby::codecs {

std::unique_ptr<Encoder> make_opus_encoder();
std::unique_ptr<Decoder> make_opus_decoder();

}  // namespace layby::codecs
