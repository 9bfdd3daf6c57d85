// RTP packets (RFC 3550 section 5.1) as bytes and as values. Pure functions; any thread.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace layby::media {

using Bytes = std::span<const std::uint8_t>;

inline constexpr std::size_t rtp_header_bytes = 12;
/// The longest packet that we read or send: an Ethernet frame's worth of UDP.
inline constexpr std::size_t max_packet_bytes = 1500;

struct RtpHeader {
    bool marker{};
    std::uint8_t payload_type{};
    std::uint16_t sequence{};
    std::uint32_t timestamp{};
    std::uint32_t ssrc{};
    bool operator==(const RtpHeader&) const = default;
};

/// What a packet of a peer carries.
enum class Carries : std::uint8_t { nothing_known, audio, digits, noise };

struct RtpPacket {
    RtpHeader header;
    Bytes payload;  ///< without padding; points into the bytes that were read
};

/// The length of header, contributing sources and extension of an RTP packet of version 2. None: it is
/// another one, or the bytes end before.
std::optional<std::size_t> rtp_header_length(Bytes bytes);
/// None unless it is a whole RTP packet of version 2. Contributing sources and extensions are skipped.
std::optional<RtpPacket> read_rtp(Bytes bytes);
/// By its first byte (RFC 7983): RTP or RTCP, and no STUN or DTLS.
inline bool looks_like_rtp(Bytes bytes) { return !bytes.empty() && bytes[0] >> 6 == 2; }
inline bool looks_like_stun(Bytes bytes) { return !bytes.empty() && bytes[0] <= 3; }
inline bool looks_like_dtls(Bytes bytes) { return !bytes.empty() && bytes[0] >= 20 && bytes[0] <= 63; }
/// RTCP on the RTP port (RFC 5761 section 4).
bool looks_like_rtcp(Bytes bytes);

void write_rtp_header(const RtpHeader& header, std::span<std::uint8_t, rtp_header_bytes> out);

// Numbers in network order.
inline std::uint16_t read16(Bytes b, std::size_t at) {
    return static_cast<std::uint16_t>(b[at] << 8 | b[at + 1]);
}
inline std::uint32_t read32(Bytes b, std::size_t at) {
    return static_cast<std::uint32_t>(read16(b, at)) << 16 | read16(b, at + 2);
}
inline void write16(std::span<std::uint8_t> b, std::size_t at, std::uint16_t value) {
    b[at] = static_cast<std::uint8_t>(value >> 8);
    b[at + 1] = static_cast<std::uint8_t>(value);
}
inline void write32(std::span<std::uint8_t> b, std::size_t at, std::uint32_t value) {
    write16(b, at, static_cast<std::uint16_t>(value >> 16));
    write16(b, at + 2, static_cast<std::uint16_t>(value));
}

/// How far `a` is ahead of `b`, over the wrap.
inline int ahead(std::uint16_t a, std::uint16_t b) {
    return static_cast<std::int16_t>(static_cast<std::uint16_t>(a - b));
}
inline std::int32_t ahead(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b); }

}  // namespace layby::media
