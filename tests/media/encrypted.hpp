// Packets, and a peer that encrypts them anywhere in its stream, for the tests of SRTP. Header only.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "media/srtp/packet_index.hpp"
#include "media/srtp/packet_layout.hpp"
#include "media/srtp/receiver.hpp"
#include "media/srtp/sender.hpp"

namespace layby::media {

using Packet = std::vector<std::uint8_t>;

inline constexpr SrtpCipher all_ciphers[] = {SrtpCipher::cm_128_80, SrtpCipher::cm_128_32,
                                             SrtpCipher::cm_256_80, SrtpCipher::cm_256_32,
                                             SrtpCipher::gcm_128,   SrtpCipher::gcm_256};
inline constexpr std::uint32_t an_ssrc = 0xcafe'babe;

/// Of digits alone; blanks are skipped.
inline Packet from_hex(std::string_view text) {
    Packet bytes;
    std::string digits;
    for (const char c : text) {
        if (c != ' ') digits += c;
        if (digits.size() < 2) continue;
        bytes.push_back(static_cast<std::uint8_t>(std::stoi(digits, nullptr, 16)));
        digits.clear();
    }
    return bytes;
}

inline SrtpKey key_of(SrtpCipher cipher, std::uint8_t first = 1) {
    SrtpKey::Bytes bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(first + 7 * i);
    return {cipher, bytes};
}

inline Packet rtp_packet(std::uint16_t sequence, std::uint32_t ssrc = an_ssrc, std::size_t payload = 160) {
    Packet packet(rtp_header_bytes + payload);
    write_rtp_header({false, 0, sequence, 160U * sequence, ssrc},
                     std::span{packet}.first<rtp_header_bytes>());
    for (std::size_t i = 0; i < payload; ++i)
        packet[rtp_header_bytes + i] = static_cast<std::uint8_t>(sequence + i);
    return packet;
}

/// A receiver report without blocks, and `more` bytes that could be a description.
inline Packet rtcp_packet(std::uint32_t ssrc = an_ssrc, std::size_t more = 24) {
    Packet packet(8 + more, 0x41);
    packet[0] = 0x80, packet[1] = 201, packet[2] = 0, packet[3] = 1;
    write32(packet, 4, ssrc);
    return packet;
}

using Protect = std::size_t (SrtpSender::*)(std::span<std::uint8_t>, std::size_t);
/// Empty: it is not to be sent.
inline Packet sealed(SrtpSender& sender, Packet packet, Protect protect = &SrtpSender::protect_rtp) {
    const std::size_t length = packet.size();
    packet.resize(length + max_srtp_trailer);
    packet.resize((sender.*protect)(packet, length));
    return packet;
}
inline Packet sealed_rtcp(SrtpSender& sender, const Packet& packet) {
    return sealed(sender, packet, &SrtpSender::protect_rtcp);
}

using Open = std::optional<Bytes> (SrtpReceiver::*)(Bytes, std::span<std::uint8_t>);
/// Empty: it was refused.
inline Packet opened(SrtpReceiver& receiver, const Packet& packet, Open open = &SrtpReceiver::open_rtp) {
    std::array<std::uint8_t, max_packet_bytes> plain{};
    const auto bytes = (receiver.*open)(packet, plain);
    return bytes ? Packet(bytes->begin(), bytes->end()) : Packet{};
}
inline Packet opened_rtcp(SrtpReceiver& receiver, const Packet& packet) {
    return opened(receiver, packet, &SrtpReceiver::open_rtcp);
}

/// Encrypts its packets, in what place of its stream it likes.
class FreePeer {
  public:
    explicit FreePeer(const SrtpKey& its_key = key_of(SrtpCipher::cm_128_80))
        : key(its_key), transform_(make_transform(key, SrtpUse::rtp)) {}

    Packet at(std::uint64_t index, std::uint32_t ssrc = an_ssrc) {
        Packet packet = rtp_packet(static_cast<std::uint16_t>(index), ssrc);
        Packet tag(transform_->tag_bytes());
        EXPECT_TRUE(transform_->seal({ssrc, index, {}}, packet, rtp_header_bytes, tag));
        packet.insert(packet.end(), tag.begin(), tag.end());
        return packet;
    }
    SrtpKey key;

  private:
    std::unique_ptr<Transform> transform_;
};

/// Whether it is heard as what it was.
inline bool hears(SrtpReceiver& receiver, FreePeer& peer, std::uint64_t index, std::uint32_t ssrc = an_ssrc) {
    const Packet heard = opened(receiver, peer.at(index, ssrc));
    EXPECT_TRUE(heard.empty() || heard == rtp_packet(static_cast<std::uint16_t>(index), ssrc));
    return !heard.empty();
}

}  // namespace layby::media
