#include "tls/peer.hpp"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "tls/certificate.hpp"
#include "tls/openssl.hpp"
#include "tls/peer_name.hpp"
#include "tls/trouble.hpp"
#include "words/networks.hpp"

namespace layby::tls {
namespace {

struct ReleaseNames {
    void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
    void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
    void operator()(EXTENDED_KEY_USAGE* purposes) const { EXTENDED_KEY_USAGE_free(purposes); }
};

/// None: it isn't text. A zero in it would let one name begin like another (CVE-2009-2408).
std::optional<std::string> text_in(const ASN1_STRING* text) {
    const auto size = static_cast<std::size_t>(ASN1_STRING_length(text));
    std::string out(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), size);
    if (out.find('\0') != std::string::npos) return {};
    return out;
}

std::optional<std::string> address_in(const ASN1_OCTET_STRING* bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int size = ASN1_STRING_length(bytes);
    if (size != 4 && size != 16) return {};
    inet_ntop(size == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(bytes), text.data(), text.size());
    return std::string(text.data());
}

void add(std::vector<std::string>& to, std::optional<std::string> name) {
    if (name) to.push_back(std::move(*name));
}

void add_name(CertificateNames& out, const GENERAL_NAME& name) {
    if (name.type == GEN_URI) add(out.uris, text_in(name.d.uniformResourceIdentifier));
    if (name.type == GEN_DNS) add(out.dns, text_in(name.d.dNSName));
    if (name.type == GEN_IPADD) add(out.addresses, address_in(name.d.iPAddress));
}

CertificateNames names_in(const X509* certificate) {
    CertificateNames out;
    if (!certificate) return out;
    const std::unique_ptr<GENERAL_NAMES, ReleaseNames> names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    out.alternative = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1) >= 0;
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i)
        add_name(out, *sk_GENERAL_NAME_value(names.get(), i));
    const auto* subject = X509_get_subject_name(certificate);
    for (int at = -1; (at = X509_NAME_get_index_by_NID(subject, NID_commonName, at)) >= 0;)
        add(out.common, text_in(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))));
    return out;
}

std::string content_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void believe(SSL_CTX& context, const std::string& ca) {
    if (ca.empty()) {
        SSL_CTX_set_default_verify_paths(&context);
        return;
    }
    if (const auto wrong = trouble_with_chain(ca); !wrong.empty()) throw std::runtime_error(wrong);
    if (SSL_CTX_load_verify_file(&context, ca.c_str()) != 1)
        throw std::runtime_error(ca + " can't be used: " + last_error("unknown error"));
    ERR_clear_error();
}

/// What the verification of its certificate says; empty: nothing that is known here.
std::string why_not_verified(long verdict) {
    switch (verdict) {
        case X509_V_OK:
            return {};
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return "its certificate is over: it needs another one, or the clock of this machine is wrong";
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return "its certificate is not valid yet: is the clock of this machine right?";
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            return "its certificate is issued by somebody who isn't known here: name the issuer's "
                   "certificate in ca";
        default:
            return std::string("its certificate can't be believed: ") +
                   X509_verify_cert_error_string(verdict);
    }
}

/// What OpenSSL says about the handshake, in words for who has the settings.
std::string why_not_shaken(unsigned long code) {
    switch (ERR_GET_REASON(code)) {
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_PACKET_LENGTH_TOO_LONG:
            return "it doesn't speak TLS at this port: TLS has a port of its own (mostly 5061), or set "
                   "transport to \"tcp\"";
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
            return "it speaks only old TLS: it has to offer TLS 1.2 or 1.3";
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
        case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
            return "it refuses us; perhaps it wants a certificate of ours: set certificate and key";
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
            return std::string("it doesn't accept our certificate (") + ERR_reason_error_string(code) + ')';
        default:
            return {};
    }
}

/// RFC 5924: without purposes, or with one that means SIP, TLS or anything.
bool may_prove_sip(const X509* certificate) {
    constexpr std::array<std::string_view, 4> fitting{"1.3.6.1.5.5.7.3.20", "1.3.6.1.5.5.7.3.1",
                                                      "1.3.6.1.5.5.7.3.2", "2.5.29.37.0"};
    if (X509_get_ext_by_NID(certificate, NID_ext_key_usage, -1) < 0) return true;
    const std::unique_ptr<EXTENDED_KEY_USAGE, ReleaseNames> purposes(
        static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
    for (int i = 0; purposes && i < sk_ASN1_OBJECT_num(purposes.get()); ++i) {
        std::array<char, 64> text{};
        OBJ_obj2txt(text.data(), int{text.size()}, sk_ASN1_OBJECT_value(purposes.get(), i), 1);
        if (std::ranges::find(fitting, std::string_view(text.data())) != fitting.end()) return true;
    }
    return false;
}

int accept_any(int, X509_STORE_CTX*) { return 1; }

}  // namespace

Peer peer_of(const PeerFiles& files, std::string name, bool verify, bool known_by_it) {
    Context context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    if (!context) throw std::runtime_error("TLS can't be set up: " + last_error("unknown error"));
    harden(*context);
    believe(*context, files.ca);
    if (!files.certificate.empty()) show(*context, {files.certificate, files.key});
    auto proof = name + '\n' + (verify ? "verified" : "anybody") + '\n' + content_of(files.ca);
    return {std::move(context), std::move(name), verify, known_by_it, std::move(proof)};
}

void begin_calling(SSL& connection, const Peer& peer) {
    SSL_set_connect_state(&connection);
    auto name = peer.name;
    if (!address_of(name))  // RFC 6066 section 3: no addresses
        SSL_ctrl(&connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    SSL_set_verify(&connection, peer.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
}

/// Without tickets: a resumed session brings its certificate without those that lead to the issuer.
void ask_for_certificate(SSL& connection) {
    SSL_set_verify(&connection, SSL_VERIFY_PEER, accept_any);
    SSL_set_options(&connection, SSL_OP_NO_TICKET);
    SSL_set_num_tickets(&connection, 0);
}

std::string why_not_called(const SSL& connection, const char* otherwise) {
    const auto code = ERR_peek_error();
    auto why = why_not_verified(SSL_get_verify_result(&connection));
    if (SSL_get_verify_mode(&connection) == SSL_VERIFY_NONE) why.clear();
    if (why.empty()) why = why_not_shaken(code);
    const auto plain = last_error(otherwise);
    return why.empty() ? plain : why;
}

std::string wrong_server(const SSL& connection, const Peer& peer) {
    if (!peer.verify) return {};
    const auto names = names_in(SSL_get0_peer_certificate(&connection));
    if (is_for_domain(names, peer.name)) return {};
    return "its certificate is for " + shown(names) + ", and not for " + peer.name +
           ": if that is right, name it in peer_certificate";
}

CertificateNames names_of(const Context& context) {
    return names_in(SSL_CTX_get0_certificate(context.get()));
}

bool showed_certificate(const SSL& connection) { return SSL_get0_peer_certificate(&connection) != nullptr; }

bool is_proved(const SSL& connection, const Peer& peer) {
    auto* certificate = SSL_get0_peer_certificate(&connection);
    if (!certificate || !is_for_domain(names_in(certificate), peer.name)) return false;
    if (!may_prove_sip(certificate)) return false;
    const std::unique_ptr<X509_STORE_CTX, ReleaseNames> verifying(X509_STORE_CTX_new());
    auto* store = SSL_CTX_get_cert_store(peer.context.get());
    if (!verifying ||
        X509_STORE_CTX_init(verifying.get(), store, certificate, SSL_get_peer_cert_chain(&connection)) != 1)
        return false;
    X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(verifying.get()),
                                     SSL_get_security_level(&connection));
    const bool proved = X509_verify_cert(verifying.get()) == 1;
    ERR_clear_error();
    return proved;
}

std::string names_shown(const SSL& connection) {
    return shown(names_in(SSL_get0_peer_certificate(&connection)));
}

std::optional<std::chrono::system_clock::time_point> good_until(const SSL& connection) {
    const auto* certificate = SSL_get0_peer_certificate(&connection);
    std::tm parts{};
    if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1) return {};
    return within_clock(std::chrono::sys_seconds{std::chrono::seconds{timegm(&parts)}});
}

}  // namespace layby::tls
