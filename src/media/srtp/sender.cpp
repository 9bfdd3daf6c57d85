#include "media/srtp/sender.hpp"

#include "media/srtp/packet_index.hpp"
#include "media/srtp/packet_layout.hpp"
#include "runtime/check.hpp"
#include "runtime/log.hpp"

namespace layby::media {

SrtpSender::SrtpSender(const SrtpKey& key)
    : rtp_(make_transform(key, SrtpUse::rtp)), rtcp_(make_transform(key, SrtpUse::rtcp)) {
    CHECK(rtp_ && rtcp_);
}

SrtpSender::Stream* SrtpSender::stream_of(std::uint32_t ssrc) {
    for (auto& stream : streams_)
        if (stream.ssrc == ssrc) return &stream;
    if (streams_.size() == most_streams) {
        log::warn("an encrypted leg has no more streams, as its keys or codecs have changed too often");
        return nullptr;
    }
    return &streams_.emplace_back(Stream{ssrc, {}});
}

std::size_t SrtpSender::protect_rtp(std::span<std::uint8_t> room, std::size_t length) {
    if (!rtp_ || !CHECK(length + max_srtp_trailer <= room.size())) return 0;
    const auto packet = room.first(length);
    const auto clear = rtp_header_length(packet);
    Stream* stream = CHECK(clear) ? stream_of(read32(packet, 8)) : nullptr;
    if (stream == nullptr) return 0;
    const std::uint16_t sequence = read16(packet, 2);
    const auto index = nearest_index(stream->sent.any() ? stream->sent.newest() : sequence, sequence);
    if (!index || !stream->sent.is_fresh(*index)) return 0;
    stream->sent.add(*index);  // also if sealing fails: who knows how far it came
    const auto tag = room.subspan(length, rtp_->tag_bytes());
    if (!CHECK(rtp_->seal({stream->ssrc, *index, {}}, packet, *clear, tag))) return 0;
    return length + tag.size();
}

std::size_t SrtpSender::protect_rtcp(std::span<std::uint8_t> room, std::size_t length) {
    if (!rtcp_ || !CHECK(length + max_srtp_trailer <= room.size())) return 0;
    const auto packet = room.first(length);
    if (!CHECK(looks_like_rtcp_report(packet)) || rtcp_index_ >= rtcp_encrypted) return 0;
    const RtcpTrailer trailer{*rtcp_, length};
    const std::uint32_t index = rtcp_index_++;
    const std::uint32_t word = rtcp_encrypted | index;
    const auto tag = room.subspan(trailer.tag_at, rtcp_->tag_bytes());
    write32(room, trailer.word_at, word);
    if (!CHECK(rtcp_->seal({read32(packet, 4), index, word}, packet, rtcp_clear_bytes, tag))) return 0;
    return trailer.end;
}

}  // namespace layby::media
