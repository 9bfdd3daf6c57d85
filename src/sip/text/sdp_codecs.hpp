// How SDP spells our codecs. For this folder only.
#pragma once
#include <array>

#include "words/media_description.hpp"

namespace layby::sip {

struct CodecName {
    Codec codec;
    const char* encoding;
    int rate;
    std::uint8_t static_payload;  ///< 255: none
};
inline constexpr std::array<CodecName, 4> codec_names{{{Codec::pcmu, "PCMU/8000", 8000, 0},
                                                       {Codec::pcma, "PCMA/8000", 8000, 8},
                                                       {Codec::g722, "G722/8000", 8000, 9},
                                                       {Codec::opus, "opus/48000/2", 48000, 255}}};

}  // namespace layby::sip
