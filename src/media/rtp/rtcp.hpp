// RTCP (RFC 3550 section 6): writing our compound packets and reading the peer's. Pure functions; any thread.
#pragma once
#include <optional>
#include <string_view>

#include "media/rtp/reception.hpp"

namespace layby::media {

inline constexpr std::size_t max_rtcp_bytes = 160;

struct SenderInfo {
    std::uint64_t ntp{};  ///< seconds since 1900 in 32.32 bits
    std::uint32_t rtp{};  ///< the same instant on the stream's clock
    std::uint32_t packets{}, octets{};
};

struct RtcpToSend {
    std::uint32_t ssrc{};
    std::optional<SenderInfo> sender;  ///< none: a receiver report
    std::optional<ReportBlock> block;
    std::string_view cname;  ///< at most 32 bytes
    bool bye{};
};
/// Returns the bytes written.
std::size_t write_rtcp(const RtcpToSend& rtcp, std::span<std::uint8_t, max_rtcp_bytes> out);

struct RtcpHeard {
    std::uint32_t ssrc{};
    std::optional<std::uint32_t> report_middle;  ///< of a sender report's NTP time
    std::optional<ReportBlock> about_us;         ///< the block about the stream of `our_ssrc`
    bool bye{};
};
/// None unless the bytes are a compound packet whose every length is right, beginning with a report.
std::optional<RtcpHeard> read_rtcp(Bytes bytes, std::uint32_t our_ssrc);

}  // namespace layby::media
