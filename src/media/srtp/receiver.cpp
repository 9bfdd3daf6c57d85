#include "media/srtp/receiver.hpp"

#include "media/srtp/packet_index.hpp"
#include "media/srtp/packet_layout.hpp"
#include "runtime/check.hpp"

namespace layby::media {

SrtpReceiver::SrtpReceiver(const SrtpKey& key)
    : rtp_(make_transform(key, SrtpUse::rtp)), rtcp_(make_transform(key, SrtpUse::rtcp)) {
    CHECK(rtp_ && rtcp_);
}

/// Where its stream seems to be, else in any round from that of its newest packet on. A packet that was heard
/// isn't worth a search.
template <class Opens>
std::optional<std::uint64_t> SrtpReceiver::find_index(const HeardStream* stream, std::uint16_t sequence,
                                                      Opens opens) {
    const auto here = nearest_index(stream ? stream->here : sequence, sequence);
    if (here && opens(*here)) return here;
    if (here && stream && stream->heard.has(*here)) return {};
    const std::uint64_t first = stream ? stream->heard.newest() >> 16 : 0;
    const auto found = search_.find([&](std::uint32_t round) {
        const std::uint64_t index = packet_index(first + round, sequence);
        return index != here && index <= last_packet_index && opens(index);
    });
    if (!found) return {};
    return packet_index(first + *found, sequence);
}

std::optional<Bytes> SrtpReceiver::open_rtp(Bytes packet, std::span<std::uint8_t> plain) {
    const auto clear = rtp_header_length(packet);
    if (!rtp_ || !clear || packet.size() - *clear < rtp_->tag_bytes()) return {};
    const Bytes body = packet.first(packet.size() - rtp_->tag_bytes());
    if (body.size() > plain.size()) return {};
    plain = plain.first(body.size());
    search_.packet_came();
    const std::uint32_t ssrc = read32(packet, 8);
    const HeardStream* stream = rtp_streams_.find(ssrc);
    const auto opens = [&](std::uint64_t index) {
        return (!stream || stream->heard.is_fresh(index)) &&
               rtp_->open({ssrc, index, {}}, body, *clear, packet.subspan(body.size()), plain);
    };
    const auto index = find_index(stream, read16(packet, 2), opens);
    if (!index) return {};
    rtp_streams_.hear(ssrc, *index);
    return plain;
}

std::optional<Bytes> SrtpReceiver::open_rtcp(Bytes packet, std::span<std::uint8_t> plain) {
    if (!rtcp_ || !looks_like_rtcp_report(packet)) return {};
    const std::size_t trailer_bytes = rtcp_word_bytes + rtcp_->tag_bytes();
    if (packet.size() < rtcp_clear_bytes + trailer_bytes) return {};
    const Bytes body = packet.first(packet.size() - trailer_bytes);
    if (body.size() > plain.size()) return {};
    plain = plain.first(body.size());
    const RtcpTrailer trailer{*rtcp_, body.size()};
    const std::uint32_t ssrc = read32(packet, 4), word = read32(packet, trailer.word_at);
    const std::uint32_t index = word & ~rtcp_encrypted;
    const HeardStream* stream = rtcp_streams_.find(ssrc);
    if (stream && !stream->heard.is_fresh(index)) return {};
    const std::size_t clear = (word & rtcp_encrypted) != 0 ? rtcp_clear_bytes : body.size();
    const Bytes tag = packet.subspan(trailer.tag_at, rtcp_->tag_bytes());
    if (!rtcp_->open({ssrc, index, word}, body, clear, tag, plain)) return {};
    rtcp_streams_.hear(ssrc, index);
    return plain;
}

void SrtpReceiver::skip(std::uint32_t ssrc, std::uint16_t sequence) {
    HeardStream* stream = rtp_streams_.find(ssrc);
    if (stream == nullptr) return;
    const auto index = nearest_index(stream->here, sequence);
    if (index && *index > stream->here) stream->here = *index;
}

}  // namespace layby::media
