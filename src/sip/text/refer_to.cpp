#include "sip/text/refer_to.hpp"

#include "sip/text/identity.hpp"
#include "sip/text/uri.hpp"

namespace layby::sip {
namespace {

constexpr std::size_t max_length = 2000;
constexpr std::string_view spaces_and_tabs = " \t";

std::string_view cut(std::string_view& rest, char separator) {
    const auto at = rest.find(separator);
    const auto part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
    return part;
}

/// Once only.
bool take_tag(std::string& tag, std::string_view value) {
    if (!tag.empty() || value.empty()) return false;
    tag = value;
    return true;
}

bool read_parameter(Replaces& out, std::string_view parameter) {
    auto value = parameter;
    const auto name = lower_case(trimmed(cut(value, '='), spaces_and_tabs));
    if (name == "to-tag") return take_tag(out.name.local_tag, trimmed(value, spaces_and_tabs));
    if (name == "from-tag") return take_tag(out.name.remote_tag, trimmed(value, spaces_and_tabs));
    if (name == "early-only") out.early_only = true;
    return true;
}

/// The headers behind '?' of a URI. False: a malformed Replaces.
bool read_headers(ReferTo& out, std::string_view headers) {
    while (!headers.empty()) {
        auto value = cut(headers, '&');
        if (lower_case(cut(value, '=')) != "replaces") continue;
        out.replaces = read_replaces(unescaped(value));
        if (!out.replaces) return false;
    }
    return true;
}

}  // namespace

std::optional<Replaces> read_replaces(std::string_view value) {
    if (value.size() > max_length) return {};
    Replaces out;
    out.name.call_id = trimmed(cut(value, ';'), spaces_and_tabs);
    while (!value.empty())
        if (!read_parameter(out, trimmed(cut(value, ';'), spaces_and_tabs))) return {};
    if (out.name.call_id.empty() || out.name.local_tag.empty() || out.name.remote_tag.empty()) return {};
    return out;
}

std::string text_of(const Replaces& replaces) {
    const auto& name = replaces.name;
    return name.call_id + ";to-tag=" + name.local_tag + ";from-tag=" + name.remote_tag +
           (replaces.early_only ? ";early-only" : "");
}

std::optional<ReferTo> read_refer_to(std::string_view value) {
    if (value.size() > max_length) return {};
    const auto part = address_part(value);
    if (!part) return {};
    auto headers = part->address;
    const auto address = cut(headers, '?');
    const auto uri = parse_uri(address);
    if (!uri) return {};
    if (const auto method = uri->parameter("method"); method && lower_case(*method) != "invite") return {};
    ReferTo out{
        std::string(address), uri->number(), unescaped(uri->parameter("orbit").value_or("")), uri->host, {}};
    if (!read_headers(out, headers)) return {};
    return out;
}

}  // namespace layby::sip
