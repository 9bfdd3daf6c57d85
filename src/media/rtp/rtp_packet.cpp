#include "media/rtp/rtp_packet.hpp"

namespace layby::media {
namespace {

constexpr std::uint8_t padding_bit = 0x20;
constexpr std::uint8_t extension_bit = 0x10;

}  // namespace

std::optional<std::size_t> rtp_header_length(Bytes bytes) {
    if (bytes.size() < rtp_header_bytes || bytes[0] >> 6 != 2) return {};
    std::size_t length = rtp_header_bytes + 4U * (bytes[0] & 0x0fU);
    if ((bytes[0] & extension_bit) != 0) {
        if (bytes.size() < length + 4) return {};
        length += 4 + std::size_t{4} * read16(bytes, length + 2);
    }
    if (length > bytes.size()) return {};
    return length;
}

std::optional<RtpPacket> read_rtp(Bytes bytes) {
    const auto skip = rtp_header_length(bytes);
    if (!skip) return {};
    std::size_t padding = 0;
    if ((bytes[0] & padding_bit) != 0) {
        padding = bytes.back();
        if (padding == 0 || *skip + padding > bytes.size()) return {};
    }
    const RtpHeader header{(bytes[1] & 0x80) != 0, static_cast<std::uint8_t>(bytes[1] & 0x7f),
                           read16(bytes, 2), read32(bytes, 4), read32(bytes, 8)};
    return RtpPacket{header, bytes.subspan(*skip, bytes.size() - *skip - padding)};
}

bool looks_like_rtcp(Bytes bytes) { return bytes.size() >= 8 && bytes[1] >= 192 && bytes[1] <= 223; }

void write_rtp_header(const RtpHeader& header, std::span<std::uint8_t, rtp_header_bytes> out) {
    out[0] = 0x80;
    out[1] = static_cast<std::uint8_t>((header.marker ? 0x80 : 0) | header.payload_type);
    write16(out, 2, header.sequence);
    write32(out, 4, header.timestamp);
    write32(out, 8, header.ssrc);
}

}  // namespace layby::media
