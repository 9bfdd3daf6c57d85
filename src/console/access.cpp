#include "console/access.hpp"

#include <algorithm>
#include <cctype>

namespace layby::console {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

bool is_port(std::string_view text) {
    return text.size() <= 5 && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c); });
}

std::optional<std::string> bracketed(std::string_view field) {
    const auto end = field.find(']');
    if (end == std::string_view::npos) return {};
    const auto rest = field.substr(end + 1);
    if (!rest.empty() && (rest[0] != ':' || !is_port(rest.substr(1)))) return {};
    return lower(field.substr(1, end - 1));
}

/// "127." and three numbers; anything else that starts so could be a name of somebody else's.
bool is_loopback_v4(std::string_view name) {
    if (!name.starts_with("127.") || std::ranges::count(name, '.') != 3) return false;
    return std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) || c == '.'; });
}

bool is_unspecified(std::string_view ip) { return ip == "0.0.0.0" || ip == "::"; }

/// The host of an Origin field, "http://127.0.0.1:7080"; none for "null" and the like.
std::optional<std::string> origin_host(std::string_view origin) {
    const auto scheme = origin.find("://");
    if (scheme == std::string_view::npos) return {};
    return host_name(origin.substr(scheme + 3));
}

}  // namespace

std::optional<std::string> host_name(std::string_view field) {
    if (field.empty() || field.find_first_of(" /@,") != std::string_view::npos) return {};
    if (field.front() == '[') return bracketed(field);
    const auto colon = field.find(':');
    if (colon == 0) return {};
    if (colon != std::string_view::npos && !is_port(field.substr(colon + 1))) return {};
    return lower(field.substr(0, colon));
}

bool is_ours(std::string_view name, std::string_view listen_ip) {
    if (name == "localhost" || name.ends_with(".localhost")) return true;
    if (name == "::1" || is_loopback_v4(name)) return true;
    return name == listen_ip && !is_unspecified(listen_ip);
}

std::optional<Answer> refuse_stranger(const Request& request, std::string_view listen_ip) {
    const auto host = host_name(request.host);
    if (!host) return refusal(400, "bad_host", "the request needs one valid Host field");
    if (!is_ours(*host, listen_ip)) {
        return refusal(421, "wrong_host", "this server answers only to its own address, not to this Host");
    }
    if (request.origin.empty()) return {};
    const auto origin = origin_host(request.origin);
    if (origin && is_ours(*origin, listen_ip)) return {};
    return refusal(403, "foreign_origin", "pages of other sites may not use this API");
}

}  // namespace layby::console
