#include "tls/certificate.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <stdexcept>

namespace layby::tls {
namespace {

constexpr long ten_years = 3650L * 24 * 3600;
/// All of TLS 1.2 that has forward secrecy and authenticated encryption; TLS 1.3 has nothing else.
constexpr auto ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

template <auto free>
struct Free {
    template <class T>
    void operator()(T* one) const {
        free(one);
    }
};
using File = std::unique_ptr<std::FILE, Free<std::fclose>>;
using X509Ptr = std::unique_ptr<X509, Free<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

std::string last_error() {
    const auto code = ERR_get_error();
    ERR_clear_error();
    const char* reason = code ? ERR_reason_error_string(code) : nullptr;
    return reason ? reason : "unknown error";
}

[[noreturn]] void refuse(const char* what, const std::filesystem::path& file, const std::string& why) {
    throw std::runtime_error(std::string(what) + " " + file.string() + ": " + why);
}

/// Opened first so that "there is no such file" isn't OpenSSL's riddle.
void must_be_readable(const char* what, const std::filesystem::path& file) {
    const File opened(std::fopen(file.c_str(), "re"));
    if (!opened) refuse(what, file, std::strerror(errno));
}

/// Nobody is there who could type it.
int no_passphrase(char*, int, int, void*) { return 0; }

void load(SSL_CTX* context, const Files& files) {
    must_be_readable("certificate", files.certificate);
    must_be_readable("key", files.key);
    SSL_CTX_set_default_passwd_cb(context, no_passphrase);
    if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1)
        refuse("certificate", files.certificate, "is no certificate in PEM (" + last_error() + ")");
    if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) == 1) return;
    const auto error = ERR_peek_error();
    const bool other =
        ERR_GET_LIB(error) == ERR_LIB_X509 && ERR_GET_REASON(error) == X509_R_KEY_VALUES_MISMATCH;
    if (other) refuse("key", files.key, "doesn't belong to the certificate " + files.certificate.string());
    refuse("key", files.key, "is no private key in PEM without a passphrase (" + last_error() + ")");
}

void must_hold_now(SSL_CTX* context, const Files& files) {
    const auto* own = SSL_CTX_get0_certificate(context);
    if (X509_cmp_current_time(X509_get0_notAfter(own)) < 0)
        refuse("certificate", files.certificate, "has expired");
    if (X509_cmp_current_time(X509_get0_notBefore(own)) > 0)
        refuse("certificate", files.certificate, "isn't valid yet (is the clock right?)");
}

void add_extension(X509* certificate, int kind, const std::string& value) {
    auto* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    if (!extension) throw std::runtime_error("a certificate can't be made: " + last_error());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

bool is_address(const std::string& host) {
    return host.find_first_not_of("0123456789.") == std::string::npos || host.find(':') != std::string::npos;
}

X509Ptr certificate_for(EVP_PKEY* key, const std::string& host) {
    X509Ptr certificate(X509_new());
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
        throw std::runtime_error("a certificate can't be signed: " + last_error());
    return certificate;
}

/// Written aside and renamed, so that a crash leaves no half of it.
template <class Write>
void write_pem(const std::filesystem::path& path, mode_t mode, const Write& write) {
    const auto aside = path.string() + ".new";
    const int handle = open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    const File file(handle < 0 ? nullptr : fdopen(handle, "w"));
    if (!file) refuse("file", aside, std::strerror(errno));
    fchmod(handle, mode);
    if (write(file.get()) != 1 || std::fflush(file.get()) != 0 ||
        std::rename(aside.c_str(), path.c_str()) != 0)
        refuse("file", path, std::strerror(errno));
}

}  // namespace

Context server_context(const Files& files) {
    Context context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context) throw std::runtime_error("TLS can't be set up: " + last_error());
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context.get(), ciphers);
    SSL_CTX_set_options(context.get(),
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);  // thousands of idle phones
    load(context.get(), files);
    must_hold_now(context.get(), files);
    return context;
}

std::optional<std::chrono::system_clock::time_point> holds_until(const std::filesystem::path& path) {
    const File file(std::fopen(path.c_str(), "re"));
    const X509Ptr certificate(file ? PEM_read_X509(file.get(), nullptr, no_passphrase, nullptr) : nullptr);
    std::tm time{};
    if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &time) != 1) {
        ERR_clear_error();
        return {};
    }
    return std::chrono::system_clock::from_time_t(timegm(&time));
}

Files self_made(const std::filesystem::path& dir, const std::string& name, const std::string& host) {
    Files files{dir / (name + "-certificate.pem"), dir / (name + "-key.pem")};
    if (std::filesystem::exists(files.certificate) && std::filesystem::exists(files.key)) return files;
    const KeyPtr key(EVP_EC_gen("P-256"));
    if (!key) throw std::runtime_error("a key can't be made: " + last_error());
    const auto certificate = certificate_for(key.get(), host);
    write_pem(files.key, 0600, [&](std::FILE* file) {
        return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    write_pem(files.certificate, 0644,
              [&](std::FILE* file) { return PEM_write_X509(file, certificate.get()); });
    return files;
}

}  // namespace layby::tls
