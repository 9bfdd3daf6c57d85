#include "words/utf8.hpp"

#include <array>
#include <cstdint>

namespace layby {
namespace {

/// How long the UTF-8 sequence is with which a text begins. 0: it begins with none.
std::size_t sequence(std::string_view text) {
    constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
    std::uint32_t code = lead & (0x7fU >> length);
    for (const char byte : text.substr(1, length - 1)) {
        if ((byte & 0xc0) != 0x80) return 0;
        code = code << 6U | (static_cast<unsigned char>(byte) & 0x3fU);
    }
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return code >= smallest[length] && code <= 0x10ffff && !surrogate ? length : 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
    for (std::size_t length = 0; !text.empty(); text.remove_prefix(length))
        if (length = sequence(text); length == 0) return false;
    return true;
}

}  // namespace layby
