#include "tls/peer_name.hpp"

#include <algorithm>
#include <optional>

#include "words/spelling.hpp"

namespace layby::tls {
namespace {

/// Of a "sip:" URI for a domain: its host. A user in it makes it the certificate of a person.
std::optional<std::string> domain_in(const std::string& uri) {
    constexpr std::size_t scheme = 4;
    if (lower_case(uri.substr(0, scheme)) != "sip:" || uri.find('@') != std::string::npos) return {};
    auto host = uri.substr(scheme, uri.find_first_of(";?", scheme) - scheme);
    const auto colon = host.rfind(':');
    if (host.starts_with('[')) {
        host = host.substr(1, host.find(']') - 1);
    } else if (colon != std::string::npos) {
        host.resize(colon);
    }
    if (host.empty()) return {};
    return host;
}

}  // namespace

std::vector<std::string> sip_identities(const CertificateNames& names) {
    std::vector<std::string> out;
    for (const auto& uri : names.uris)
        if (auto domain = domain_in(uri)) out.push_back(std::move(*domain));
    if (!out.empty()) return out;
    return names.alternative ? names.dns : names.common;
}

bool is_for_domain(const CertificateNames& names, const std::string& domain) {
    const auto wanted = lower_case(domain);
    const auto is_it = [&](const std::string& name) { return lower_case(name) == wanted; };
    return !wanted.empty() &&
           (std::ranges::any_of(sip_identities(names), is_it) || std::ranges::any_of(names.addresses, is_it));
}

std::string shown(const CertificateNames& names) {
    std::string out;
    const auto add = [&](const std::vector<std::string>& all) {
        for (const auto& one : all) out += (out.empty() ? "" : ", ") + one;
    };
    add(names.uris);
    add(names.dns);
    add(names.addresses);
    if (!names.alternative) add(names.common);
    return out.empty() ? "nobody" : out;
}

}  // namespace layby::tls
