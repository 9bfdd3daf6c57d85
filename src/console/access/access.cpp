#include "console/access/access.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cctype>

#include "words/spelling.hpp"

namespace layby::console {
namespace {

bool is_port(std::string_view text) {
    return text.size() <= 5 && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c); });
}

std::optional<std::string> bracketed(std::string_view field) {
    const auto end = field.find(']');
    if (end == std::string_view::npos) return {};
    const auto rest = field.substr(end + 1);
    if (!rest.empty() && (rest[0] != ':' || !is_port(rest.substr(1)))) return {};
    return lower_case(field.substr(1, end - 1));
}

/// "127." and three numbers; anything else that starts so could be a name of somebody else's.
bool is_loopback_v4(std::string_view name) {
    if (!name.starts_with("127.") || std::ranges::count(name, '.') != 3) return false;
    return std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) || c == '.'; });
}

bool is_unspecified(std::string_view ip) { return ip == "0.0.0.0" || ip == "::"; }

/// With TLS a page of another name can't get here: the browser has compared it with the certificate.
bool is_our_host(const std::string& host, const Request& request, const Gate& gate) {
    return is_ours(host, gate.ip) || (request.visitor.tls && gate.is_certified(host));
}

/// The port that a browser leaves out.
constexpr std::uint16_t https_port = 443;

/// "http://127.0.0.1:7080" with our port: other programs of this machine serve pages on other ports.
bool is_our_origin(const Request& request, const Gate& gate) {
    const std::string_view scheme = request.visitor.tls ? "https://" : "http://";
    const std::string_view origin = request.origin;
    if (!origin.starts_with(scheme)) return false;
    const auto field = origin.substr(scheme.size());
    const auto host = host_name(field);
    const bool no_port = host && (field == *host || field == "[" + *host + "]");
    const bool our_port = field.ends_with(":" + std::to_string(gate.port)) ||
                          (no_port && request.visitor.tls && gate.port == https_port);
    return host && our_port && is_our_host(*host, request, gate);
}

bool is_proxys_origin(const Request& request, const Gate& gate) {
    return request.by_proxy && !gate.proxy.url.empty() && lower_case(request.origin) == gate.proxy.url;
}

bool is_proxys_host(const Request& request, const Gate& gate) {
    return request.by_proxy && !gate.proxy.url.empty() && lower_case(request.host) == host_of(gate.proxy.url);
}

/// Empty: it isn't Base64 (RFC 4648 section 4).
std::string from_base64(std::string_view text) {
    constexpr std::size_t group = 4, bytes_of_group = 3, longest = 1024;
    if (text.empty() || text.size() % group != 0 || text.size() > longest) return {};
    std::string out(text.size() / group * bytes_of_group, '\0');
    const int size =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    const auto padding = text.ends_with("==") ? 2U : text.ends_with('=') ? 1U : 0U;
    out.resize(size < 0 ? 0 : static_cast<std::size_t>(size) - padding);
    return out;
}

}  // namespace

std::optional<std::string> host_name(std::string_view field) {
    if (field.empty() || field.find_first_of(" /@,") != std::string_view::npos) return {};
    if (field.front() == '[') return bracketed(field);
    const auto colon = field.find(':');
    if (colon == 0) return {};
    if (colon != std::string_view::npos && !is_port(field.substr(colon + 1))) return {};
    return lower_case(field.substr(0, colon));
}

bool is_ours(std::string_view name, std::string_view listen_ip) {
    if (name == "localhost" || name.ends_with(".localhost")) return true;
    if (name == "::1" || is_loopback_v4(name)) return true;
    return name == listen_ip && !is_unspecified(listen_ip);
}

std::optional<Answer> refuse_stranger(const Request& request, const Gate& gate) {
    const auto host = host_name(request.host);
    if (!host) return refusal(400, "bad_host", "the request needs one valid Host field");
    if (!is_our_host(*host, request, gate) && !is_proxys_host(request, gate)) {
        return refusal(421, "wrong_host", "this server answers only to its own address, not to this Host");
    }
    const auto& site = request.fetch_site;
    const bool own_site = site.empty() || site == "same-origin" || site == "none";
    const bool own_page =
        request.origin.empty() || is_our_origin(request, gate) || is_proxys_origin(request, gate);
    if (own_site && own_page) return {};
    return refusal(403, "foreign_origin", "pages of other sites may not use this API");
}

bool is_loopback(std::string_view ip) { return is_loopback_v4(ip) || ip == "::1"; }

bool same_secret(std::string_view one, std::string_view other) {
    if (one.size() != other.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
        difference |= static_cast<unsigned char>(one[i]) ^ static_cast<unsigned char>(other[i]);
        asm volatile("" : "+r"(difference));  // or the compiler might leave early
    }
    return difference == 0;
}

std::string_view bearer(std::string_view field) {
    constexpr std::string_view scheme = "bearer ";
    return lower_case(field.substr(0, scheme.size())) == scheme ? field.substr(scheme.size())
                                                                : std::string_view{};
}

std::optional<std::pair<std::string, std::string>> name_and_password(std::string_view field) {
    constexpr std::string_view scheme = "basic ";
    if (lower_case(field.substr(0, scheme.size())) != scheme) return {};
    const auto decoded = from_base64(field.substr(scheme.size()));
    const auto colon = decoded.find(':');
    if (colon == std::string::npos) return {};
    return std::pair(decoded.substr(0, colon), decoded.substr(colon + 1));
}

std::string_view cookie_named(std::string_view name, std::string_view field) {
    while (!field.empty()) {
        const auto end = std::min(field.find(';'), field.size());
        auto one = field.substr(0, end);
        field.remove_prefix(std::min(end + 1, field.size()));
        while (one.starts_with(' ')) one.remove_prefix(1);
        if (one.size() > name.size() && one.starts_with(name) && one[name.size()] == '=')
            return one.substr(name.size() + 1);
    }
    return {};
}

}  // namespace layby::console
