#include <cctype>

#include "sip/text/identity.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

/// What a quoted string says, or the words themselves. A quote that nobody closes is left out.
std::string name_in(std::string_view text) {
    if (text.empty() || text.front() != '"') return std::string(text);
    std::string out;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') break;
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        out += text[i];
    }
    return out;
}

std::optional<NameAddress> with_address(std::string_view address, NameAddress out) {
    const auto uri = parse_uri(trimmed(address));
    if (!uri) return {};
    out.scheme = uri->scheme;
    out.user = printable_utf8(uri->name());
    out.host = bracketed(uri->host);
    return out;
}

/// Length of the UTF-8 sequence at the front; 0: it is none (overlong, surrogate, cut off, too large).
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xc0u) == 0x80u; };
    const unsigned first = byte(0), second = byte(1);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool bad = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f);
        return follows(1) && follows(2) && !bad ? 3 : 0;
    }
    if (first < 0xf0 || first > 0xf4) return 0;
    const bool bad = (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
    return follows(1) && follows(2) && follows(3) && !bad ? 4 : 0;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string printable_utf8(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto length = sequence_length(text);
        const auto first = static_cast<unsigned char>(text.front());
        if (length == 0)
            out += "\xef\xbf\xbd";
        else if (first >= 0x20 && first != 0x7f)
            out += text.substr(0, length);
        text.remove_prefix(length ? length : 1);
    }
    return out;
}

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
        const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
        if (low < 0) {
            out += text[i];
            continue;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

std::string escaped_user(std::string_view user) {
    static constexpr std::string_view plain = "-_.!~*'()&=+$,/";
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : user) {
        const auto byte = static_cast<unsigned char>(c);
        const bool keep = (byte < 0x80 && std::isalnum(byte)) || plain.find(c) != std::string_view::npos;
        if (keep)
            out += c;
        else
            ((out += '%') += digits[byte >> 4]) += digits[byte & 15];
    }
    return out;
}

std::string quoted(std::string_view name) {
    std::string out = "\"";
    for (const char c : printable_utf8(name)) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::optional<NameAddress> parse_name_address(std::string_view value) {
    const auto part = address_part(value);
    if (!part) return {};
    NameAddress out;
    out.name = printable_utf8(name_in(part->name));
    out.parameters = part->parameters;
    return with_address(part->address, std::move(out));
}

std::vector<std::string> split_values(std::string_view text) {
    std::vector<std::string> values(1);
    bool quotes = false, angle = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quotes && c == '\\' && i + 1 < text.size()) {
            values.back() += c;
            values.back() += text[++i];
            continue;
        }
        if (c == '"') quotes = !quotes;
        if (!quotes && (c == '<' || c == '>')) angle = c == '<';
        if (c == ',' && !quotes && !angle)
            values.emplace_back();
        else
            values.back() += c;
    }
    return values;
}

}  // namespace layby::sip
