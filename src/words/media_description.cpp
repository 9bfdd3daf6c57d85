#include "words/media_description.hpp"
#include "words/address.hpp"

#include <algorithm>
#include <array>

namespace layby {
namespace {

// What we speak, in our own order of preference: wideband first, Opus last because it costs most to
// transcode. The dynamic payload types are ours to choose (RFC 3551 section 6).
constexpr std::array<CodecChoice, codec_count> ours{
    {{Codec::g722, 9}, {Codec::pcma, 8}, {Codec::pcmu, 0}, {Codec::opus, 107}}};
constexpr std::uint8_t digits_payload_8k{101}, digits_payload_48k{110};

bool is_ours(const CodecChoice& choice) {
    return std::ranges::any_of(ours, [&](const CodecChoice& own) { return own.codec == choice.codec; });
}

auto find_codec(const std::vector<CodecChoice>& among, Codec codec) {
    return std::ranges::find(among, codec, &CodecChoice::codec);
}

std::optional<CodecChoice> choose(const MediaDescription& offer, std::optional<Codec> like) {
    if (like)
        if (const auto liked = find_codec(offer.codecs, *like); liked != offer.codecs.end()) return *liked;
    const auto first = std::ranges::find_if(offer.codecs, is_ours);
    if (first == offer.codecs.end()) return std::nullopt;
    return *first;
}

}  // namespace

MediaDescription make_offer(const Address& local, const std::vector<Codec>& like) {
    MediaDescription offer;
    offer.rtp = local;
    const auto add = [&](const CodecChoice& choice) {
        if (find_codec(offer.codecs, choice.codec) == offer.codecs.end()) offer.codecs.push_back(choice);
    };
    for (const Codec codec : like)
        if (const auto* own = std::ranges::find(ours, codec, &CodecChoice::codec); own != ours.end())
            add(*own);
    for (const CodecChoice& own : ours) add(own);
    offer.digits_8k = digits_payload_8k;
    offer.digits_48k = digits_payload_48k;
    return offer;
}

std::optional<MediaDescription> make_answer(const MediaDescription& offer, const Address& local,
                                            std::optional<Codec> like, const Protection& protection) {
    const bool has_keys = offer.dtls ? protection.dtls.has_value() : protection.key.has_value();
    if (offer.rtp.port == 0 || (offer.encrypted_only && !has_keys)) return std::nullopt;
    const auto chosen = choose(offer, like);
    if (!chosen) return std::nullopt;
    MediaDescription answer;
    answer.rtp = local;
    answer.codecs = {*chosen};
    // Only the telephone-event whose clock is the codec's: the other can't be used with it.
    if (rtp_clock(chosen->codec) == 8000) answer.digits_8k = offer.digits_8k;
    if (rtp_clock(chosen->codec) == 48000) {
        answer.digits_48k = offer.digits_48k;
        if (!answer.digits_48k) answer.digits_8k = offer.digits_8k;
    }
    answer.max_ptime = offer.max_ptime;
    answer.direction = answer_to(offer.direction);
    if (protection.key) answer.crypto = {*protection.key};
    answer.encrypted_only = offer.encrypted_only;
    if (!offer.dtls) return answer;
    answer.dtls = protection.dtls;
    if (offer.ice) answer.ice = protection.ice;
    answer.rtcp_mux = offer.rtcp_mux;
    answer.mid = offer.mid;
    return answer;
}

}  // namespace layby
