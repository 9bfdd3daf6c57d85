// G.711 (ITU-T): one byte per sample at 8 kHz, mu-law (PCMU) and A-law (PCMA). Stateless functions; any
// thread.
#pragma once
#include <cstdint>
#include <memory>

#include "codecs/codec.hpp"

namespace layby::codecs {

std::uint8_t to_mulaw(std::int16_t sample);
std::uint8_t to_alaw(std::int16_t sample);
std::int16_t from_mulaw(std::uint8_t byte);
std::int16_t from_alaw(std::uint8_t byte);

std::unique_ptr<Encoder> make_g711_encoder(Codec law);
std::unique_ptr<Decoder> make_g711_decoder(Codec law);

}  // namespace layby::codecs
