#include "tls/certificate.hpp"

#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "tls/openssl.hpp"
#include "tls/protocol.hpp"
#include "tls/trouble.hpp"

namespace layby::tls {
namespace {

constexpr long ten_years = 3650L * 24 * 3600;
/// All of TLS 1.2 that has forward secrecy and authenticated encryption; TLS 1.3 has nothing else.
constexpr auto ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

std::string why() { return last_error("unknown error"); }

void add_extension(X509* certificate, int kind, const std::string& value) {
    auto* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    if (!extension) throw std::runtime_error("a certificate can't be made: " + why());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

bool is_address(const std::string& host) {
    return host.find_first_not_of("0123456789.") == std::string::npos || host.find(':') != std::string::npos;
}

Owned<X509> certificate_for(EVP_PKEY* key, const std::string& host) {
    Owned<X509> certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    std::uint64_t serial{};
    RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), ten_years);
    X509_set_pubkey(certificate.get(), key);
    auto* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    add_extension(certificate.get(), NID_subject_alt_name, (is_address(host) ? "IP:" : "DNS:") + host);
    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    if (X509_sign(certificate.get(), key, EVP_sha256()) == 0)
        throw std::runtime_error("a certificate can't be signed: " + why());
    return certificate;
}

struct Made {
    Owned<EVP_PKEY> key;
    Owned<X509> certificate;
};

Made made_for(const std::string& host) {
    Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
    if (!key) throw std::runtime_error("a key can't be made: " + why());
    auto certificate = certificate_for(key.get(), host);
    return {std::move(key), std::move(certificate)};
}

/// Written aside and renamed, so that a crash leaves no half of it.
template <class Write>
void write_pem(const std::filesystem::path& path, mode_t mode, const Write& write) {
    const auto aside = path.string() + ".new";
    const int handle = open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    const Owned<std::FILE> file(handle < 0 ? nullptr : fdopen(handle, "w"));
    if (!file) throw std::runtime_error(aside + ": " + std::strerror(errno));
    fchmod(handle, mode);
    if (write(file.get()) != 1 || std::fflush(file.get()) != 0 || fsync(handle) != 0 ||
        std::rename(aside.c_str(), path.c_str()) != 0)
        throw std::runtime_error(path.string() + ": " + std::strerror(errno));
}

}  // namespace

void harden(SSL_CTX& context) {
    SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(&context, ciphers);
    SSL_CTX_set_options(&context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(&context, SSL_MODE_RELEASE_BUFFERS);  // thousands of idle phones
}

void show(SSL_CTX& context, const Files& files) {
    for (const auto& wrong :
         {trouble_with_chain(files.certificate), trouble_with_key(files.certificate, files.key)})
        if (!wrong.empty()) throw std::runtime_error(wrong);
    SSL_CTX_set_default_passwd_cb(&context, nothing_typed);
    if (SSL_CTX_use_certificate_chain_file(&context, files.certificate.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(&context, files.key.c_str(), SSL_FILETYPE_PEM) != 1)
        throw std::runtime_error(files.certificate.string() + " can't be used: " + why());
}

Context server_context(const Files& files) {
    Context context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context) throw std::runtime_error("TLS can't be set up: " + why());
    harden(*context);
    SSL_CTX_set_options(context.get(), SSL_OP_CIPHER_SERVER_PREFERENCE);
    agree_on_protocol(*context);
    SSL_CTX_set_session_cache_mode(context.get(),
                                   SSL_SESS_CACHE_OFF);  // they bring their session as a ticket
    show(*context, files);
    return context;
}

bool is_for(const Context& context, const std::string& host) {
    auto* own = SSL_CTX_get0_certificate(context.get());
    if (!own || host.empty()) return false;
    return X509_check_host(own, host.data(), host.size(), 0, nullptr) == 1 ||
           X509_check_ip_asc(own, host.c_str(), 0) == 1;
}

Files self_made(const std::filesystem::path& dir, const std::string& name, const std::string& host) {
    Files files{dir / (name + "-certificate.pem"), dir / (name + "-key.pem")};
    if (std::filesystem::exists(files.certificate) && std::filesystem::exists(files.key)) return files;
    const auto made = made_for(host);
    write_pem(files.key, 0600, [&](std::FILE* file) {
        return PEM_write_PrivateKey(file, made.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    write_pem(files.certificate, 0644,
              [&](std::FILE* file) { return PEM_write_X509(file, made.certificate.get()); });
    return files;
}

std::string self_made_pem(const std::string& host) {
    const auto made = made_for(host);
    const Owned<BIO> text(BIO_new(BIO_s_mem()));
    char* bytes = nullptr;
    if (!text || PEM_write_bio_X509(text.get(), made.certificate.get()) != 1 ||
        PEM_write_bio_PrivateKey(text.get(), made.key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        throw std::runtime_error("a certificate can't be written: " + why());
    const long length = BIO_get_mem_data(text.get(), &bytes);
    return {bytes, static_cast<std::size_t>(length)};
}

}  // namespace layby::tls
