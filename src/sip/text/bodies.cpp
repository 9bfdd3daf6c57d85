#include "sip/text/bodies.hpp"

#include <algorithm>
#include <vector>

#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

constexpr int deepest = 5;
constexpr std::size_t most_parts = 64;
constexpr std::string_view blanks = " \t\r\n";

using Types = std::initializer_list<std::string_view>;

/// Up to the separator, but not to one within quotes.
std::string_view next_part(std::string_view& rest, char separator) {
    bool quoted = false;
    std::size_t at = 0;
    for (; at < rest.size() && (quoted || rest[at] != separator); ++at) {
        if (rest[at] == '"') quoted = !quoted;
        if (rest[at] == '\\' && quoted) ++at;
    }
    const auto part = trimmed(rest.substr(0, at));
    rest = at < rest.size() ? rest.substr(at + 1) : std::string_view{};
    return part;
}

std::string unquoted(std::string_view text) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
    std::string out;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '\\' && i + 2 < text.size()) ++i;
        out += text[i];
    }
    return out;
}

std::string parameter(std::string_view value, std::string_view wanted) {
    next_part(value, ';');
    while (!value.empty()) {
        auto content = next_part(value, ';');
        const auto name = next_part(content, '=');
        if (lower_case(name) == wanted) return unquoted(trimmed(content));
    }
    return {};
}

enum class Handling { unsaid, optional, required };

Handling handling_of(const BodyView& body) {
    const auto said = lower_case(parameter(body.disposition, "handling"));
    if (said == "optional") return Handling::optional;
    return said == "required" ? Handling::required : Handling::unsaid;
}

/// RFC 3959: an early session is another one than that of the call.
bool is_early_session(const BodyView& body) { return media_type(body.disposition) == "early-session"; }

bool is_plain(const BodyView& body) {
    const auto encoding = lower_case(trimmed(body.encoding));
    return encoding.empty() || encoding == "identity" || encoding == "binary" || encoding == "8bit" ||
           encoding == "7bit";
}

// -- taking a multipart body apart

std::string_view next_line(std::string_view& text) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

enum class Delimiter { none, next, last };

/// RFC 2046 section 5.1.1: blanks may follow.
Delimiter delimiter(std::string_view line, std::string_view boundary) {
    if (!line.starts_with("--") || !line.substr(2).starts_with(boundary)) return Delimiter::none;
    auto rest = line.substr(2 + boundary.size());
    const bool last = rest.starts_with("--");
    if (last) rest.remove_prefix(2);
    if (!trimmed(rest).empty()) return Delimiter::none;
    return last ? Delimiter::last : Delimiter::next;
}

/// Of a part; a line that begins with a blank goes on with the one before.
void take_headers(BodyView& part) {
    std::string header;
    const auto note = [&] {
        std::string_view value = header;
        const auto name = lower_case(next_part(value, ':'));
        if (name == "content-type" || name == "c") part.type = trimmed(value);
        if (name == "content-disposition") part.disposition = trimmed(value);
        const bool encoding =
            name == "content-encoding" || name == "e" || name == "content-transfer-encoding";
        if (encoding && is_plain(part)) part.encoding = trimmed(value);
        header.clear();
    };
    while (!part.text.empty()) {
        const auto line = next_line(part.text);
        if (line.empty()) break;
        const bool goes_on = blanks.find(line.front()) != std::string_view::npos;
        if (!goes_on) note();
        header += line;
    }
    note();
}

/// The line's end before a delimiter belongs to the delimiter.
BodyView part_of(std::string_view text, std::size_t size) {
    text = text.substr(0, size);
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    BodyView part{"text/plain", {}, {}, text};
    take_headers(part);
    return part;
}

/// Without the parameter the first line that looks like a delimiter tells.
std::string boundary_of(const BodyView& body) {
    auto boundary = parameter(body.type, "boundary");
    for (auto rest = body.text; boundary.empty() && !rest.empty();)
        if (const auto line = next_line(rest); line.starts_with("--")) boundary = trimmed(line.substr(2));
    return boundary;
}

/// What is before the first delimiter and behind the last is dropped; the last may be missing.
std::vector<BodyView> parts_of(const BodyView& body) {
    std::vector<BodyView> parts;
    const auto boundary = boundary_of(body);
    if (boundary.empty()) return parts;
    auto rest = body.text, part = body.text;
    bool inside = false;
    auto end = Delimiter::none;
    while (end != Delimiter::last && !rest.empty() && parts.size() < most_parts) {
        const auto at = static_cast<std::size_t>(rest.data() - part.data());
        end = delimiter(next_line(rest), boundary);
        if (end == Delimiter::none) continue;
        if (inside) parts.push_back(part_of(part, at));
        inside = end == Delimiter::next;
        part = rest;
    }
    if (inside && end == Delimiter::none && !part.empty()) parts.push_back(part_of(part, part.size()));
    return parts;
}

BodyReading read(const BodyView& body, Types types, int depth);

BodyReading read_parts(const BodyView& body, Types types, int depth) {
    BodyReading out;
    const bool alternative = media_type(body.type) == "multipart/alternative";
    for (const auto& part : parts_of(body)) {
        const auto inner = read(part, types, depth + 1);
        if (inner.found && (alternative || !out.found)) out.found = inner.found;
        out.refused = out.refused || (inner.refused && !alternative);
    }
    return out;
}

/// `refused`: only what says that it is required.
BodyReading read(const BodyView& body, Types types, int depth) {
    const auto type = media_type(body.type);
    BodyReading out;
    if (type.starts_with("multipart/") && depth < deepest && is_plain(body))
        out = read_parts(body, types, depth);
    const bool known = std::find(types.begin(), types.end(), type) != types.end();
    if (known && is_plain(body) && !is_early_session(body)) out.found = FoundBody{type, body.text};
    const auto handling = handling_of(body);
    if (handling == Handling::optional) out.refused = false;
    if (handling == Handling::required && !out.found) out.refused = true;
    return out;
}

}  // namespace

std::string media_type(std::string_view content_type) {
    std::string out;
    for (const char c : next_part(content_type, ';'))
        if (blanks.find(c) == std::string_view::npos) out += c;
    return lower_case(out);
}

BodyReading read_body(const BodyView& body, std::initializer_list<std::string_view> types) {
    if (body.text.empty()) return {};
    auto out = read(body, types, 0);
    if (!out.found && handling_of(body) != Handling::optional) out.refused = true;
    return out;
}

}  // namespace layby::sip
