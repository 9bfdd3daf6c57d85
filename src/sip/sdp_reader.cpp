#include "sip/session_description.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "sip/networks.hpp"
#include "sip/sdp_codecs.hpp"

namespace layby::sip {
namespace {

using calls::Codec;
using calls::CodecChoice;
using calls::Direction;
using calls::MediaDescription;

constexpr std::size_t max_bytes = 16384, max_lines = 512, max_media = 16, max_formats = 64;

template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return {};
    return value;
}

/// Cuts off and returns what is before the next separator.
std::string_view take(std::string_view& text, char separator = ' ') {
    const auto end = text.find(separator);
    const auto word = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    return word;
}

bool same_word(std::string_view one, std::string_view other) {
    return one.size() == other.size() && std::equal(one.begin(), one.end(), other.begin(),
                                                    [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

/// What is said at session level or for one medium.
struct Section {
    std::string ip;
    std::optional<Direction> direction;
};
struct Medium : Section {
    MediaLine line;
    std::uint16_t port{};
    std::map<unsigned, std::string> encodings;  ///< a=rtpmap
    std::optional<calls::Endpoint> rtcp;
};
struct Reading {
    Section session;
    std::vector<Medium> media;
    std::string origin;
    bool version{};
};

/// "IN IP4 192.0.2.1/127"
std::optional<std::string> address(std::string_view text) {
    if (take(text) != "IN") return {};
    const auto family = take(text);
    if (family != "IP4" && family != "IP6") return {};
    auto rest = take(text);
    const auto ip = take(rest, '/');
    const bool plausible =
        !ip.empty() && ip.size() < 256 && ip.find_first_of("<>\"\\") == std::string_view::npos;
    return plausible ? std::optional(std::string(ip)) : std::nullopt;
}

bool read_media(Reading& reading, std::string_view value) {
    if (reading.media.size() == max_media) return false;
    auto& medium = reading.media.emplace_back();
    medium.ip = reading.session.ip;
    medium.direction = reading.session.direction;
    medium.line.media = take(value);
    auto ports = take(value);
    const auto port = number<std::uint16_t>(take(ports, '/'));
    medium.line.protocol = take(value);
    medium.line.formats = value;
    if (!port || medium.line.media.empty() || medium.line.protocol.empty() || value.empty()) return false;
    medium.port = *port;
    return true;
}

bool read_rtpmap(Medium& medium, std::string_view value) {
    const auto payload = number<unsigned>(take(value));
    if (!payload || *payload > 127 || value.empty() || medium.encodings.size() > max_formats) return false;
    medium.encodings[*payload] = value;
    return true;
}

bool read_rtcp(Medium& medium, std::string_view value) {
    const auto port = number<std::uint16_t>(take(value));
    if (!port) return false;
    medium.rtcp = calls::Endpoint{value.empty() ? std::string{} : address(value).value_or(""), *port};
    return true;
}

std::optional<Direction> direction_of(std::string_view attribute) {
    if (attribute == "sendrecv") return Direction::sendrecv;
    if (attribute == "sendonly") return Direction::sendonly;
    if (attribute == "recvonly") return Direction::recvonly;
    if (attribute == "inactive") return Direction::inactive;
    return {};
}

bool read_attribute(Reading& reading, std::string_view value) {
    Section& section = reading.media.empty() ? reading.session : reading.media.back();
    if (const auto direction = direction_of(value)) return section.direction = direction, true;
    if (reading.media.empty()) return true;
    const auto name = take(value, ':');
    if (name == "rtpmap") return read_rtpmap(reading.media.back(), value);
    if (name == "rtcp") return read_rtcp(reading.media.back(), value);
    return true;
}

bool read_connection(Reading& reading, std::string_view value) {
    const auto ip = address(value);
    if (!ip) return false;
    (reading.media.empty() ? reading.session : reading.media.back()).ip = *ip;
    return true;
}

bool read_origin(Reading& reading, std::string_view value) {
    if (std::count(value.begin(), value.end(), ' ') < 5) return false;
    reading.origin = value;
    return true;
}

bool read_line(Reading& reading, std::string_view line) {
    if (line.size() < 2 || line[1] != '=') return false;
    const auto value = line.substr(2);
    switch (line[0]) {
        case 'v':
            reading.version = value == "0";
            return reading.version;
        case 'o':
            return read_origin(reading, value);
        case 'c':
            return read_connection(reading, value);
        case 'm':
            return read_media(reading, value);
        case 'a':
            return read_attribute(reading, value);
        default:
            return true;
    }
}

bool read_lines(Reading& reading, std::string_view text) {
    std::size_t lines = 0;
    while (!text.empty()) {
        auto line = take(text, '\n');
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (line.find('\0') != std::string_view::npos || ++lines > max_lines) return false;
        if (!line.empty() && !read_line(reading, line)) return false;
    }
    return reading.version && !reading.origin.empty();
}

/// "PCMU/8000/1" is "PCMU/8000".
std::string_view without_mono(std::string_view encoding) {
    return encoding.ends_with("/1") ? encoding.substr(0, encoding.size() - 2) : encoding;
}

std::optional<Codec> codec_named(std::string_view encoding) {
    for (const auto& known : codec_names)
        if (same_word(encoding, known.encoding)) return known.codec;
    return {};
}

std::optional<Codec> static_codec(unsigned payload) {
    for (const auto& known : codec_names)
        if (known.static_payload == payload) return known.codec;
    return {};
}

void take_format(MediaDescription& audio, const Medium& medium, std::uint8_t payload) {
    const auto mapped = medium.encodings.find(payload);
    const auto encoding =
        mapped == medium.encodings.end() ? std::string_view{} : without_mono(mapped->second);
    if (same_word(encoding, "telephone-event/8000")) {
        if (!audio.digits_8k) audio.digits_8k = payload;
    } else if (same_word(encoding, "telephone-event/48000")) {
        if (!audio.digits_48k) audio.digits_48k = payload;
    } else if (const auto codec = encoding.empty() ? static_codec(payload) : codec_named(encoding)) {
        audio.codecs.push_back({*codec, payload});
    }
}

bool take_formats(MediaDescription& audio, const Medium& medium) {
    std::string_view formats = medium.line.formats;
    std::size_t count = 0;
    while (!formats.empty()) {
        const auto word = take(formats);
        if (word.empty()) continue;
        const auto payload = number<unsigned>(word);
        if (!payload || *payload > 127 || ++count > max_formats) return false;
        take_format(audio, medium, static_cast<std::uint8_t>(*payload));
    }
    return true;
}

bool usable(const Medium& medium) {
    return medium.line.media == "audio" &&
           (medium.line.protocol == "RTP/AVP" || medium.line.protocol == "RTP/AVPF");
}

std::optional<MediaDescription> audio_of(const Medium& medium) {
    MediaDescription audio;
    if (!take_formats(audio, medium)) return {};
    audio.rtp = {medium.ip, medium.port};
    audio.direction = medium.direction.value_or(Direction::sendrecv);
    if (medium.ip == "0.0.0.0" || medium.ip == "::") audio.direction = Direction::inactive;
    audio.rtcp = medium.rtcp;
    if (audio.rtcp && audio.rtcp->ip.empty()) audio.rtcp->ip = medium.ip;
    return audio;
}

/// The first audio that isn't switched off, else the first that is.
std::optional<std::size_t> choose(const std::vector<Medium>& media) {
    std::optional<std::size_t> off;
    for (std::size_t i = 0; i < media.size(); ++i) {
        if (!usable(media[i])) continue;
        if (media[i].port != 0) return i;
        if (!off) off = i;
    }
    return off;
}

std::string without_version(const std::string& origin) {
    std::string_view rest = origin;
    std::string kept(take(rest));
    kept.append(" ").append(take(rest));
    take(rest);
    return kept.append(" ").append(rest);
}

}  // namespace

bool same_session(const SessionDescription& one, const SessionDescription& other) {
    return one.audio == other.audio && one.lines == other.lines && one.audio_line == other.audio_line &&
           without_version(one.origin) == without_version(other.origin);
}

SdpReading read_sdp(std::string_view text) {
    Reading reading;
    if (text.size() > max_bytes || !read_lines(reading, text)) return {{}, SdpFault::malformed};
    const auto chosen = choose(reading.media);
    if (!chosen) return {{}, SdpFault::no_audio};
    const auto audio = audio_of(reading.media[*chosen]);
    if (!audio || audio->rtp.ip.empty()) return {{}, SdpFault::malformed};
    if (!address_of(audio->rtp.ip)) return {{}, SdpFault::no_audio};  // a name; nobody sends that
    SessionDescription session{*audio, {}, *chosen, reading.origin};
    for (auto& medium : reading.media) session.lines.push_back(std::move(medium.line));
    return {std::move(session), {}};
}

}  // namespace layby::sip
