#include "sip/text/uri.hpp"

#include <algorithm>
#include <charconv>

#include "sip/text/identity.hpp"

namespace layby::sip {
namespace {

/// Cuts `text` at the first of `marks`, and gives back what was behind it.
std::string_view cut_at(std::string_view& text, std::string_view marks) {
    const auto at = text.find_first_of(marks);
    if (at == std::string_view::npos) return {};
    const auto behind = text.substr(at + 1);
    text = text.substr(0, at);
    return behind;
}

bool read_port(std::string_view text, std::uint16_t& port) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && port != 0;
}

bool read_host(std::string_view text, Uri& uri) {
    const bool v6 = !text.empty() && text.front() == '[';
    const auto end = v6 ? text.find(']') : std::string_view::npos;
    if (v6 && end == std::string_view::npos) return false;
    auto host = v6 ? text.substr(1, end - 1) : text;
    auto behind = v6 ? text.substr(end + 1) : text.substr(std::min(text.find(':'), text.size()));
    if (!v6) host = text.substr(0, text.size() - behind.size());
    uri.host = lower_case(host);
    if (uri.host.empty() || uri.host.find_first_of(" \t\r\n<>\"@") != std::string::npos) return false;
    if (behind.empty()) return true;
    return behind.front() == ':' && read_port(behind.substr(1), uri.port);
}

/// A name such as "ann-lee" is none.
bool is_telephone_number(std::string_view text) {
    constexpr std::string_view digits = "0123456789", others = "+*#-.()";
    return text.find_first_of(digits) != std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [&](char c) {
               return digits.find(c) != std::string_view::npos || others.find(c) != std::string_view::npos;
           });
}

/// Where a quoted string at the front ends; 0: there is none, or it has no end.
std::size_t end_of_quotes(std::string_view text) {
    if (text.empty() || text.front() != '"') return 0;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') return i + 1;
        if (text[i] == '\\') ++i;
    }
    return 0;
}

/// Without < > the parameters belong to the header, not to the URI (RFC 3261 section 20); those in a user
/// part are before the '@'.
AddressPart bare_address(std::string_view value) {
    const auto at = value.find('@');
    const auto semicolon = value.find(';', at == std::string_view::npos ? 0 : at);
    if (semicolon == std::string_view::npos) return {{}, trimmed(value), {}};
    return {{}, trimmed(value.substr(0, semicolon)), trimmed(value.substr(semicolon + 1))};
}

/// "sip:700" names a host by the grammar. But no host is called that (RFC 1123 section 2.1), and some phones
/// write so what was dialled.
bool is_dialled(const std::string& host) {
    return host.find_first_not_of("0123456789*#") == std::string::npos;
}

std::optional<Uri> read_tel(std::string_view rest) {
    Uri uri{.scheme = "tel", .user = {}, .host = {}, .port = 0, .parameters = {}};
    uri.parameters = cut_at(rest, ";");
    uri.user = rest;
    if (uri.user.empty()) return {};
    return uri;
}

}  // namespace

std::string_view trimmed(std::string_view text, std::string_view blanks) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string hop_uri(const Address& address, Transport transport) {
    return "sip:" + bracketed(address.ip) + ':' + std::to_string(address.port) +
           ";transport=" + uri_name_of(transport);
}

std::optional<Uri> parse_uri(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return {};
    Uri uri;
    uri.scheme = lower_case(text.substr(0, colon));
    auto rest = text.substr(colon + 1);
    if (uri.scheme == "tel") return read_tel(rest);
    if (uri.scheme != "sip" && uri.scheme != "sips") return {};
    // The user part may hold ';' and '?', so the '@' is looked for first.
    if (const auto at = rest.find('@'); at != std::string_view::npos) {
        auto user = rest.substr(0, at);
        rest.remove_prefix(at + 1);
        cut_at(user, ":");
        uri.user = user;
    }
    cut_at(rest, "?");
    uri.parameters = cut_at(rest, ";");
    if (!read_host(rest, uri)) return {};
    if (uri.user.empty() && is_dialled(uri.host)) uri.user = uri.host;
    return uri;
}

std::optional<std::string> Uri::parameter(std::string_view name) const {
    std::string_view rest = parameters;
    while (!rest.empty()) {
        auto one = rest;
        rest = cut_at(one, ";");
        const auto value = cut_at(one, "=");
        if (lower_case(one) == name) return std::string(value);
    }
    return {};
}

std::string Uri::name() const { return unescaped(std::string_view(user).substr(0, user.find(';'))); }

std::string Uri::number() const {
    auto text = name();
    const bool telephone =
        scheme == "tel" || text.starts_with('+') || lower_case(parameter("user").value_or("")) == "phone";
    if (telephone && is_telephone_number(text))
        std::erase_if(text, [](char c) { return c == '-' || c == '.' || c == '(' || c == ')'; });
    return text;
}

std::optional<AddressPart> address_part(std::string_view value) {
    value = trimmed(value);
    const auto open = value.find('<', end_of_quotes(value));
    if (open == std::string_view::npos) return bare_address(value);
    const auto close = value.find('>', open);
    if (close == std::string_view::npos) return {};
    AddressPart out{trimmed(value.substr(0, open)), trimmed(value.substr(open + 1, close - open - 1)), {}};
    const auto semicolon = value.find(';', close);
    if (semicolon != std::string_view::npos) out.parameters = trimmed(value.substr(semicolon + 1));
    return out;
}

}  // namespace layby::sip
