#include "media/rtp/rtcp.hpp"

#include <algorithm>

namespace layby::media {
namespace {

enum Type : std::uint8_t {
    sender_report = 200,
    receiver_report = 201,
    source_description = 202,
    goodbye = 203
};

constexpr std::size_t block_bytes = 24;
constexpr std::size_t sender_info_bytes = 20;
constexpr std::size_t longest_cname = 32;

class Writer {
  public:
    explicit Writer(std::span<std::uint8_t> out) : out_(out) {}
    void u8(std::uint8_t value) { out_[at_++] = value; }
    void u32(std::uint32_t value) { write32(out_, at_, value), at_ += 4; }
    void text(std::string_view value) {
        for (const char c : value) u8(static_cast<std::uint8_t>(c));
    }
    void pad() {
        while (at_ % 4 != 0) u8(0);
    }
    void begin(std::uint8_t count, Type type) {
        start_ = at_;
        u32(0x80000000U | static_cast<std::uint32_t>(count) << 24 | static_cast<std::uint32_t>(type) << 16);
    }
    void end() { write16(out_, start_ + 2, static_cast<std::uint16_t>((at_ - start_) / 4 - 1)); }
    std::size_t size() const { return at_; }

  private:
    std::span<std::uint8_t> out_;
    std::size_t at_{}, start_{};
};

void write_block(Writer& w, const ReportBlock& block) {
    w.u32(block.ssrc);
    w.u32(static_cast<std::uint32_t>(block.fraction_lost) << 24 |
          (static_cast<std::uint32_t>(block.lost) & 0xffffffU));
    w.u32(block.highest_sequence);
    w.u32(block.jitter);
    w.u32(block.last_report);
    w.u32(block.since_last_report);
}

void write_report(Writer& w, const RtcpToSend& rtcp) {
    w.begin(rtcp.block ? 1 : 0, rtcp.sender ? sender_report : receiver_report);
    w.u32(rtcp.ssrc);
    if (rtcp.sender) {
        w.u32(static_cast<std::uint32_t>(rtcp.sender->ntp >> 32));
        w.u32(static_cast<std::uint32_t>(rtcp.sender->ntp));
        w.u32(rtcp.sender->rtp);
        w.u32(rtcp.sender->packets);
        w.u32(rtcp.sender->octets);
    }
    if (rtcp.block) write_block(w, *rtcp.block);
    w.end();
}

void write_cname(Writer& w, const RtcpToSend& rtcp) {
    const auto cname = rtcp.cname.substr(0, longest_cname);
    w.begin(1, source_description);
    w.u32(rtcp.ssrc);
    w.u8(1);
    w.u8(static_cast<std::uint8_t>(cname.size()));
    w.text(cname);
    w.u8(0);
    w.pad();
    w.end();
}

ReportBlock read_block(Bytes b) {
    const std::uint32_t lost = read32(b, 4) & 0xffffffU;
    return {read32(b, 0), b[4],          static_cast<std::int32_t>(lost << 8) >> 8,
            read32(b, 8), read32(b, 12), read32(b, 16),
            read32(b, 20)};
}

/// Reads one report; false when it is shorter than its counts say.
bool read_report(Bytes packet, bool sender, std::uint32_t our_ssrc, RtcpHeard& heard) {
    const std::size_t count = packet[0] & 0x1fU;
    const std::size_t blocks = 8 + (sender ? sender_info_bytes : 0);
    if (packet.size() < blocks + count * block_bytes) return false;
    heard.ssrc = read32(packet, 4);
    if (sender) heard.report_middle = read32(packet, 10);
    for (std::size_t i = 0; i < count; ++i) {
        const auto block = read_block(packet.subspan(blocks + i * block_bytes, block_bytes));
        if (block.ssrc == our_ssrc) heard.about_us = block;
    }
    return true;
}

/// The first packet of a compound; empty when its length is wrong.
Bytes first_packet(Bytes bytes) {
    if (bytes.size() < 4 || bytes[0] >> 6 != 2) return {};
    const std::size_t length = 4U * (read16(bytes, 2) + 1U);
    return length > bytes.size() ? Bytes{} : bytes.first(length);
}

bool read_packet(Bytes packet, std::uint32_t our_ssrc, RtcpHeard& heard) {
    const std::uint8_t type = packet[1];
    if (type == goodbye) heard.bye = true;
    if (type != sender_report && type != receiver_report) return true;
    return packet.size() >= 8 && read_report(packet, type == sender_report, our_ssrc, heard);
}

}  // namespace

std::size_t write_rtcp(const RtcpToSend& rtcp, std::span<std::uint8_t, max_rtcp_bytes> out) {
    Writer w{out};
    write_report(w, rtcp);
    write_cname(w, rtcp);
    if (rtcp.bye) {
        w.begin(1, goodbye);
        w.u32(rtcp.ssrc);
        w.end();
    }
    return w.size();
}

std::optional<RtcpHeard> read_rtcp(Bytes bytes, std::uint32_t our_ssrc) {
    if (bytes.size() < 8 || (bytes[1] != sender_report && bytes[1] != receiver_report)) return {};
    RtcpHeard heard;
    while (!bytes.empty()) {
        const Bytes packet = first_packet(bytes);
        if (packet.empty() || !read_packet(packet, our_ssrc, heard)) return {};
        bytes = bytes.subspan(packet.size());
    }
    return heard;
}

}  // namespace layby::media
