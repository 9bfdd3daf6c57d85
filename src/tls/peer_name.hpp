// For which SIP domains a certificate stands (RFC 5922 section 7). Plain values and pure functions.
#pragma once
#include <string>
#include <vector>

namespace layby::tls {

/// The names in a certificate, as they are written there.
struct CertificateNames {
    bool alternative{};                  ///< it has a subjectAltName, whatever is in it
    std::vector<std::string> uris, dns;  ///< of it
    std::vector<std::string> addresses;  ///< of it, as text
    std::vector<std::string> common;     ///< CN of its subject
    bool operator==(const CertificateNames&) const = default;
};

/// RFC 5922 section 7.1: the hosts of "sip:" URIs without a user; without such a URI the DNS names; the
/// common names only where there are no alternative names at all.
std::vector<std::string> sip_identities(const CertificateNames& names);

/// RFC 5922 section 7.2: equal as a whole, whatever their case; "*." stands for itself alone. An address
/// also matches an address in the certificate (RFC 2818 section 3.1).
bool is_for_domain(const CertificateNames& names, const std::string& domain);

/// What stands in it, for a line of the log: "sip:one.example, two.example"; "nobody".
std::string shown(const CertificateNames& names);

}  // namespace layby::tls
