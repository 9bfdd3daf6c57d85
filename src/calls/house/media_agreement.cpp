#include "calls/house/media_agreement.hpp"

#include <algorithm>

namespace layby::calls {
namespace {

const CodecChoice* find_codec(const MediaDescription& in, Codec codec) {
    const auto found = std::ranges::find(in.codecs, codec, &CodecChoice::codec);
    return found == in.codecs.end() ? nullptr : &*found;
}

/// The codec in use: the answer's first that both sides name.
const CodecChoice* in_use(const MediaDescription& ours, const MediaDescription& theirs,
                          const MediaDescription& answer) {
    for (const CodecChoice& choice : answer.codecs)
        if (find_codec(ours, choice.codec)) return find_codec(theirs, choice.codec);
    return nullptr;
}

/// telephone-event in the clock of the codec, else at 8000 Hz, if both sides have it.
void agree_on_digits(LegAudio& audio, const MediaDescription& ours, const MediaDescription& theirs) {
    const bool wide = rtp_clock(audio.send.codec) == 48000 && ours.digits_48k && theirs.digits_48k;
    if (wide) {
        audio.send_digits = theirs.digits_48k;
        audio.receive_digits = ours.digits_48k;
    } else if (ours.digits_8k && theirs.digits_8k) {
        audio.send_digits = theirs.digits_8k;
        audio.receive_digits = ours.digits_8k;
    }
}

const SrtpKey* key_by_tag(const MediaDescription& in, std::uint32_t tag) {
    const auto found = std::ranges::find(in.crypto, tag, &CryptoLine::tag);
    return found == in.crypto.end() ? nullptr : &found->key;
}

/// The keys of the line that the answer names. What wasn't offered can't be answered.
std::optional<SrtpKeys> keys_in_use(const MediaDescription& ours, const MediaDescription& theirs,
                                    const MediaDescription& answer) {
    if (answer.crypto.empty()) return std::nullopt;
    const SrtpKey* own = key_by_tag(ours, answer.crypto.front().tag);
    const SrtpKey* other = key_by_tag(theirs, answer.crypto.front().tag);
    if (!own || !other || own->cipher != other->cipher) return std::nullopt;
    return SrtpKeys{*own, *other};
}

/// The keys come when the audio is agreed already.
std::optional<DtlsPeer> handshake_in_use(const MediaDescription& ours, const MediaDescription& theirs) {
    if (!ours.dtls || !theirs.dtls) return std::nullopt;
    const bool left_to_us =
        ours.dtls->setup == DtlsSetup::actpass && theirs.dtls->setup == DtlsSetup::passive;
    return DtlsPeer{theirs.dtls->fingerprint, ours.dtls->setup == DtlsSetup::active || left_to_us};
}

void agree_on_way(LegAudio& audio, const MediaDescription& ours, const MediaDescription& theirs) {
    audio.remote = theirs.rtp;
    audio.remote_rtcp = theirs.rtcp;
    audio.rtcp_mux = ours.rtcp_mux && theirs.rtcp_mux;
    if (ours.ice && theirs.ice) audio.ice = IceAgreed{*ours.ice, *theirs.ice};
}

}  // namespace

std::optional<LegAudio> agreement(const MediaDescription& ours, const MediaDescription& theirs,
                                  const MediaDescription& answer) {
    const CodecChoice* chosen = in_use(ours, theirs, answer);
    if (!chosen || theirs.rtp.port == 0) return std::nullopt;
    auto keys = keys_in_use(ours, theirs, answer);
    const bool needs_keys =
        ours.encrypted_only || theirs.encrypted_only || (!ours.crypto.empty() && !answer.crypto.empty());
    auto dtls = handshake_in_use(ours, theirs);
    if (needs_keys && !keys && !dtls) return std::nullopt;
    LegAudio audio;
    audio.keys = std::move(keys);
    audio.dtls = std::move(dtls);
    agree_on_way(audio, ours, theirs);
    audio.send = *chosen;
    for (const CodecChoice& own : ours.codecs)
        if (find_codec(theirs, own.codec)) audio.receive.push_back(own);
    agree_on_digits(audio, ours, theirs);
    audio.max_ptime = theirs.max_ptime;
    audio.peer_listens = !holds(theirs.direction);
    audio.peer_speaks = theirs.direction == Direction::sendrecv;
    return audio;
}

std::vector<Codec> codecs_of(const std::optional<MediaDescription>& description) {
    std::vector<Codec> codecs;
    if (!description) return codecs;
    for (const CodecChoice& choice : description->codecs) codecs.push_back(choice.codec);
    return codecs;
}

}  // namespace layby::calls
