#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <utility>

#include "sip/text/sdp_codecs.hpp"
#include "sip/text/sdp_crypto.hpp"
#include "sip/text/sdp_dtls.hpp"
#include "sip/text/session_description.hpp"

namespace layby::sip {
namespace {

constexpr int usual_packet_ms = 20;

const char* direction_name(Direction direction) {
    constexpr std::array names{"sendrecv", "sendonly", "recvonly", "inactive"};
    return names[static_cast<std::size_t>(direction)];
}

const char* family_of(const std::string& ip) { return ip.find(':') == std::string::npos ? "IP4" : "IP6"; }

/// We send 20 ms, or what the other side can take, and like to get the same.
int packet_ms(const MediaDescription& audio) {
    return std::min<int>(usual_packet_ms, audio.max_ptime.value_or(usual_packet_ms));
}

const char* protocol_of(const MediaDescription& audio) {
    if (audio.dtls) return "UDP/TLS/RTP/SAVPF";
    return audio.encrypted_only ? "RTP/SAVP" : "RTP/AVP";
}

void write_attributes(std::string& out, const MediaDescription& audio, const OurPlaces& places) {
    auto add = std::back_inserter(out);
    for (const auto& choice : audio.codecs) {
        fmt::format_to(add, "a=rtpmap:{} {}\r\n", choice.payload_type,
                       codec_names[static_cast<std::size_t>(choice.codec)].encoding);
        // RFC 7587 section 6.1: our decoder uses it, so who loses packets may send it.
        if (choice.codec == Codec::opus)
            fmt::format_to(add, "a=fmtp:{} useinbandfec=1\r\n", choice.payload_type);
    }
    if (audio.digits_8k)
        fmt::format_to(add, "a=rtpmap:{0} telephone-event/8000\r\na=fmtp:{0} 0-15\r\n", *audio.digits_8k);
    if (audio.digits_48k)
        fmt::format_to(add, "a=rtpmap:{0} telephone-event/48000\r\na=fmtp:{0} 0-15\r\n", *audio.digits_48k);
    if (audio.rtcp) fmt::format_to(add, "a=rtcp:{}\r\n", audio.rtcp->port);
    for (const auto& line : audio.crypto) fmt::format_to(add, "a=crypto:{}\r\n", write_crypto(line));
    out += write_handshake(audio, places);
    fmt::format_to(add, "a=ptime:{}\r\na={}\r\n", packet_ms(audio), direction_name(audio.direction));
}

void write_audio(std::string& out, const MediaDescription& audio, const std::string& protocol,
                 const OurPlaces& places) {
    auto add = std::back_inserter(out);
    fmt::format_to(add, "m=audio {} {}", audio.rtp.port, protocol);
    for (const auto& choice : audio.codecs) fmt::format_to(add, " {}", choice.payload_type);
    if (audio.digits_8k) fmt::format_to(add, " {}", *audio.digits_8k);
    if (audio.digits_48k) fmt::format_to(add, " {}", *audio.digits_48k);
    if (audio.codecs.empty() && !audio.digits_8k && !audio.digits_48k) out += " 0";
    out += "\r\n";
    if (audio.rtp.port != 0) write_attributes(out, audio, places);
}

std::string write_media(const MediaDescription& audio, const std::vector<MediaLine>& lines,
                        std::size_t audio_line, const OurPlaces& places) {
    std::string out;
    if (lines.empty()) write_audio(out, audio, protocol_of(audio), places);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i == audio_line)
            write_audio(out, audio, lines[i].protocol, places);
        else
            out += fmt::format("m={} 0 {} {}\r\n", lines[i].media, lines[i].protocol, lines[i].formats);
    }
    return out;
}

std::string digest_of(const std::string& text) {
    std::string digest(SHA256_DIGEST_LENGTH, '\0');
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
           reinterpret_cast<unsigned char*>(digest.data()));
    return digest;
}

}  // namespace

std::string write_sdp(OurSession& ours, const MediaDescription& audio, const std::vector<MediaLine>& lines,
                      std::size_t audio_line, const OurPlaces& places) {
    const auto& shown = places.shown.empty() ? audio.rtp.ip : places.shown;
    const auto rest = fmt::format("s=-\r\nc=IN {} {}\r\nt=0 0\r\n", family_of(shown), shown) +
                      write_session_handshake(audio) + write_media(audio, lines, audio_line, places);
    if (auto digest = digest_of(rest); digest != ours.digest) {
        ours.version += std::exchange(ours.step, 1);
        ours.digest = std::move(digest);
    }
    return fmt::format("v=0\r\no=layby {} {} IN {} {}\r\n{}", ours.id, ours.version, family_of(shown), shown,
                       rest);
}

}  // namespace layby::sip
