#include "sip/text/sdp_lines.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "sip/text/sdp_crypto.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

constexpr std::size_t max_bytes = 65536, max_lines = 4096, max_media = 32, max_encodings = 128, max_keys = 32;
constexpr std::string_view sdp_blanks = " \t\v\f";

template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return {};
    return value;
}

/// Cuts off and returns what is before the separator, both without white space around.
std::string_view take(std::string_view& text, char separator) {
    const auto end = text.find(separator);
    const auto part = trimmed(text.substr(0, end), sdp_blanks);
    text = end == std::string_view::npos ? std::string_view{} : trimmed(text.substr(end + 1), sdp_blanks);
    return part;
}

bool is_printable(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && sdp_blanks.find(c) == std::string_view::npos) ||
               c == 0x7f;
    });
}

SdpSection& section_of(SdpLines& lines) {
    return lines.media.empty() ? lines.session : static_cast<SdpSection&>(lines.media.back());
}

/// "IN IP4 192.0.2.1/127", "IN IP6 [2001:db8::7%eth0]". The address itself is judged later, and its family by
/// it.
std::optional<std::string> address(std::string_view text) {
    if (!same_word(take_word(text), "IN")) return {};
    const auto family = take_word(text);
    if (!same_word(family, "IP4") && !same_word(family, "IP6")) return {};
    auto rest = take_word(text);
    auto ip = take(rest, '/');
    if (ip.starts_with('[')) ip.remove_prefix(1);
    ip = ip.substr(0, ip.find_first_of("]%"));
    const bool plausible =
        !ip.empty() && ip.size() < 256 && ip.find_first_of("<>\"\\") == std::string_view::npos;
    return plausible ? std::optional(std::string(ip)) : std::nullopt;
}

std::string words_of(std::string_view text) {
    std::string out;
    for (auto word = take_word(text); !word.empty(); word = take_word(text))
        out.append(out.empty() ? "" : " ").append(word);
    return out;
}

/// An answer needs a line in the place of this one (RFC 3264 section 6), so even a damaged one is kept.
bool read_media(SdpLines& lines, std::string_view value) {
    if (lines.media.size() == max_media || !is_printable(value)) return false;
    auto& medium = lines.media.emplace_back();
    medium.ip = lines.session.ip;
    medium.damaged = lines.session.damaged;
    medium.direction = lines.session.direction;
    medium.line.media = take_word(value);
    auto ports = take_word(value);
    medium.port = sdp_number(take(ports, '/'));
    medium.line.protocol = take_word(value);
    medium.line.formats = words_of(value);
    if (medium.line.media.empty()) return false;
    if (!medium.line.formats.empty() && medium.port) return true;
    medium.damaged = true;
    medium.port.reset();
    if (medium.line.protocol.empty()) medium.line.protocol = "RTP/AVP";
    if (medium.line.formats.empty()) medium.line.formats = "0";
    return true;
}

/// RFC 8866 section 6.6. Blanks around the slashes are dropped, and words behind the encoding.
bool read_rtpmap(SdpMedium& medium, std::string_view value) {
    const auto payload = sdp_number(take_word(value));
    if (!payload || *payload > 127 || medium.encodings.size() == max_encodings) return false;
    SdpEncoding encoding;
    encoding.name = take(value, '/');
    encoding.name = encoding.name.substr(0, encoding.name.find_first_of(sdp_blanks));
    auto behind = take(value, '/');
    const auto clock = take_word(behind);
    encoding.clock = number<unsigned>(clock);
    encoding.parameters = take_word(value);
    // A static type needs no mapping; one that says nothing is none.
    if (encoding.name.empty() || (!clock.empty() && !encoding.clock)) return false;
    medium.encodings.try_emplace(*payload, std::move(encoding));
    return true;
}

bool read_rtcp(SdpMedium& medium, std::string_view value) {
    const auto port = sdp_number(take_word(value));
    if (!port || *port == 0) return false;
    medium.rtcp = Address{value.empty() ? std::string{} : address(value).value_or(""), *port};
    return true;
}

/// One that we can't use leaves the others (RFC 4568 section 5.1.2).
void add_key(SdpMedium& medium, std::string_view value) {
    if (medium.crypto.size() == max_keys) return;
    if (auto line = read_crypto(value)) medium.crypto.push_back(std::move(*line));
}

/// Milliseconds; fractions don't count. 0 would forbid every packet.
bool read_max_ptime(SdpMedium& medium, std::string_view value) {
    const auto ms = sdp_number(value.substr(0, value.find('.')));
    if (!ms || *ms == 0) return false;
    medium.max_ptime = *ms;
    return true;
}

std::optional<Direction> direction_named(std::string_view name) {
    constexpr std::array names{"sendrecv", "sendonly", "recvonly", "inactive"};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (same_word(name, names[i])) return static_cast<Direction>(i);
    return {};
}

/// We write it back, so it has to be harmless; browsers number their streams.
std::string read_mid(std::string_view value) {
    constexpr std::size_t longest_mid = 64;
    const auto word = take_word(value);
    return word.size() <= longest_mid && is_printable(word) ? std::string(word) : std::string{};
}

/// One group is enough for audio.
void read_group(SdpLines& lines, std::string_view value) {
    if (!same_word(take_word(value), "BUNDLE") || !lines.bundled.empty()) return;
    for (auto word = take_word(value); !word.empty() && lines.bundled.size() < max_media;
         word = take_word(value))
        lines.bundled.emplace_back(word);
}

/// RFC 8866 section 5.13: what isn't known is passed over.
void read_attribute(SdpLines& lines, std::string_view value) {
    const auto name = take(value, ':');
    auto& section = section_of(lines);
    if (const auto direction = direction_named(name)) {
        section.direction = direction;
        return;
    }
    bool read = section.handshake.take(name, value);
    if (lines.media.empty()) {
        if (same_word(name, "group")) read_group(lines, value);
        if (same_word(name, "ice-lite")) lines.ice_lite = true;
        return;
    }
    auto& medium = lines.media.back();
    if (same_word(name, "rtcp-mux")) medium.rtcp_mux = true;
    if (same_word(name, "mid")) medium.mid = read_mid(value);
    if (same_word(name, "rtpmap")) read = read_rtpmap(medium, value);
    if (same_word(name, "rtcp")) read = read_rtcp(medium, value);
    if (same_word(name, "maxptime")) read = read_max_ptime(medium, value);
    if (same_word(name, "crypto")) add_key(medium, value);
    medium.damaged = medium.damaged || !read;
}

void read_connection(SdpLines& lines, std::string_view value) {
    const auto ip = address(value);
    auto& section = section_of(lines);
    section.ip = ip.value_or("");
    section.damaged = section.damaged || !ip;
}

/// False: it can't be read on.
bool read_line(SdpLines& lines, std::string_view line) {
    auto value = line;
    const auto type = take(value, '=');
    if (type.size() != 1 || type.size() == line.size()) return section_of(lines).damaged = true;
    switch (type[0]) {
        case 'v':
            return value == "0";
        case 'o':
            lines.origin = words_of(value);
            return true;
        case 'c':
            return read_connection(lines, value), true;
        case 'm':
            return read_media(lines, value);
        case 'a':
            return read_attribute(lines, value), true;
        default:
            return true;
    }
}

}  // namespace

std::string_view take_word(std::string_view& text) {
    text = trimmed(text, sdp_blanks);
    const auto word = text.substr(0, text.find_first_of(sdp_blanks));
    text = trimmed(text.substr(word.size()), sdp_blanks);
    return word;
}

std::optional<std::uint16_t> sdp_number(std::string_view text) { return number<std::uint16_t>(text); }

bool same_word(std::string_view one, std::string_view other) {
    return one.size() == other.size() && lower_case(one) == lower_case(other);
}

/// Lines end with CRLF, LF or, from somewhere long ago, CR. A C string's end behind the last line is dropped.
std::optional<SdpLines> read_sdp_lines(std::string_view text) {
    while (text.ends_with('\0')) text.remove_suffix(1);
    if (text.size() > max_bytes || text.find('\0') != std::string_view::npos) return {};
    SdpLines lines;
    std::size_t count = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of("\r\n"), text.size());
        const auto line = trimmed(text.substr(0, end), sdp_blanks);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) continue;
        if (++count > max_lines || !read_line(lines, line)) return {};
    }
    return lines;
}

}  // namespace layby::sip
