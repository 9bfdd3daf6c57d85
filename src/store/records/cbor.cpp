#include "store/records/cbor.hpp"

#include <cbor.h>

#include <array>

#include "words/utf8.hpp"

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
