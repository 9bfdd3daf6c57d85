#include "store/records/cbor.hpp"

#include <cbor.h>

#include <array>

namespace layby::store {
namespace {

constexpr std::size_t longest_head = 9;

/// Appends what one of libcbor's encoders writes.
template <class Encode>
void append(std::string& out, Encode encode) {
    std::array<unsigned char, longest_head> head{};
    const std::size_t size = encode(head.data(), head.size());
    out.append(reinterpret_cast<const char*>(head.data()), size);
}

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

bool is_utf8(std::string_view text) {
    for (std::size_t length = 0; !text.empty(); text.remove_prefix(length))
        if (length = sequence(text); length == 0) return false;
    return true;
}

}  // namespace

void CborWriter::none() {
    append(out_, [](auto* to, auto room) { return cbor_encode_null(to, room); });
}
void CborWriter::boolean(bool value) {
    append(out_, [=](auto* to, auto room) { return cbor_encode_bool(value, to, room); });
}
void CborWriter::number(std::uint64_t value) {
    append(out_, [=](auto* to, auto room) { return cbor_encode_uint(value, to, room); });
}
/// A negative number is its distance below -1 (RFC 8949 section 3.1).
void CborWriter::number(std::int64_t value) {
    if (value >= 0) return number(static_cast<std::uint64_t>(value));
    const auto below = ~static_cast<std::uint64_t>(value);
    append(out_, [=](auto* to, auto room) { return cbor_encode_negint(below, to, room); });
}
void CborWriter::real(double value) {
    append(out_, [=](auto* to, auto room) { return cbor_encode_double(value, to, room); });
}
void CborWriter::text(std::string_view value) {
    const bool readable = is_utf8(value);
    append(out_, [=](auto* to, auto room) {
        return readable ? cbor_encode_string_start(value.size(), to, room)
                        : cbor_encode_bytestring_start(value.size(), to, room);
    });
    out_ += value;
}
void CborWriter::open_list(std::size_t size) {
    append(out_, [=](auto* to, auto room) { return cbor_encode_array_start(size, to, room); });
}
void CborWriter::open_map() {
    append(out_, [](auto* to, auto room) { return cbor_encode_indef_map_start(to, room); });
}
void CborWriter::close_map() {
    append(out_, [](auto* to, auto room) { return cbor_encode_break(to, room); });
}

}  // namespace layby::store
