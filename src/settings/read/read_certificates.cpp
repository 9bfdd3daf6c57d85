// Files in PEM: certificates and keys of ours, and whom trunks are believed by.
#include <fmt/format.h>

#include "settings/read/section.hpp"
#include "settings/read/values.hpp"
#include "tls/trouble.hpp"

namespace layby::settings {
namespace {

void check_certificate(Draft& draft, Section& section, const std::string& where,
                       const std::string& certificate, const std::string& key) {
    if (const auto wrong = tls::trouble_with_chain(certificate); !wrong.empty())
        return section.complain_at(draft.line(where + "/certificate"), "certificate: " + wrong);
    if (const auto wrong = tls::trouble_with_key(certificate, key); !wrong.empty())
        section.complain_at(draft.line(where + "/key"), "key: " + wrong);
}

}  // namespace

void read_certificate(Draft& draft, Section& section, const std::string& where, std::string& certificate,
                      std::string& key) {
    section.read("certificate", certificate, is_path, "a file in PEM");
    section.read("key", key, is_path, "a file in PEM");
    certificate = from_here(draft, certificate);
    key = from_here(draft, key);
    if (!draft.sure(where + "/certificate") || !draft.sure(where + "/key")) return;
    if (certificate.empty() && key.empty()) return;
    if (!certificate.empty() && !key.empty())
        return check_certificate(draft, section, where, certificate, key);
    section.complain_at(draft.line(where + (key.empty() ? "/certificate" : "/key")),
                        "certificate and key belong together; one is missing");
}

void read_trunk_tls(Draft& draft, Section& section, const std::string& where, TrunkLine& line) {
    section.read("ca", line.ca, is_path, "a file in PEM with the certificates of those who issue its own");
    section.read("verify", line.verify);
    section.read("peer_certificate", line.peer_certificate, is_host,
                 "the name in the trunk's certificate, such as \"sip.example.net\"");
    read_certificate(draft, section, where, line.certificate, line.key);
    line.ca = from_here(draft, line.ca);
    const bool calls = line.transport == Transport::tls, sure = draft.sure(where + "/transport");
    if (!sure) return;
    for (const char* key : {"ca", "verify"})
        if (section.find(key) && !calls && line.peer_certificate.empty() &&
            draft.sure(where + "/peer_certificate"))
            section.complain_at(
                draft.line(where + '/' + key),
                fmt::format("{} is for TLS: it needs transport = \"tls\", or peer_certificate "
                            "for calls from the trunk",
                            key));
    for (const char* key : {"certificate", "key"})
        if (section.find(key) && !calls)
            section.complain_at(draft.line(where + '/' + key),
                                fmt::format("{} is for TLS: it needs transport = \"tls\"", key));
    if (!line.verify && !line.peer_certificate.empty())
        section.complain_at(draft.line(where + "/verify"),
                            "verify = false and peer_certificate exclude each other: what isn't verified "
                            "proves nothing");
    if (speaks_tls(line) && !line.ca.empty() && draft.sure(where + "/ca"))
        if (const auto wrong = tls::trouble_with_chain(line.ca); !wrong.empty())
            section.complain_at(draft.line(where + "/ca"), "ca: " + wrong);
}

}  // namespace layby::settings
