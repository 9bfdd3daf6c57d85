#include "tls/trouble.hpp"

#include <fmt/chrono.h>
#include <openssl/pem.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "tls/openssl.hpp"

namespace layby::tls {
namespace {

using Clock = std::chrono::system_clock;

constexpr auto soon = std::chrono::hours{24 * 14};

/// Nothing but a file: a pipe would make us wait until somebody writes into it. errno is 0 then.
Owned<std::FILE> opened(const std::string& file) {
    std::error_code none;
    if (std::filesystem::exists(file, none) && !std::filesystem::is_regular_file(file, none))
        return errno = 0, nullptr;
    return Owned<std::FILE>(std::fopen(file.c_str(), "re"));
}

std::string not_opened() {
    return errno == 0 ? "is not a file" : fmt::format("can't be read: {}", std::strerror(errno));
}

Owned<X509> first_in(std::FILE* file) {
    Owned<X509> out(PEM_read_X509(file, nullptr, nothing_typed, nullptr));
    ERR_clear_error();
    return out;
}

Owned<EVP_PKEY> key_in(std::FILE* file) {
    Owned<EVP_PKEY> out(PEM_read_PrivateKey(file, nullptr, nothing_typed, nullptr));
    ERR_clear_error();
    return out;
}

Owned<X509> first_of(const std::string& chain_file) {
    const auto file = opened(chain_file);
    return file ? first_in(file.get()) : nullptr;
}

Clock::time_point time_of(const ASN1_TIME* time) {
    std::tm parts{};
    ASN1_TIME_to_tm(time, &parts);
    return within_clock(std::chrono::sys_seconds{std::chrono::seconds{timegm(&parts)}});
}

std::string utc_text(Clock::time_point when) {
    return fmt::format("{:%F %H:%M} UTC", fmt::gmtime(Clock::to_time_t(when)));
}

}  // namespace

Clock::time_point within_clock(std::chrono::sys_seconds when) {
    const auto first = std::chrono::ceil<std::chrono::seconds>(Clock::time_point::min());
    const auto last = std::chrono::floor<std::chrono::seconds>(Clock::time_point::max());
    return std::clamp(when, first, last);
}

std::string trouble_with_chain(const std::string& chain_file) {
    const auto file = opened(chain_file);
    if (!file) return fmt::format("{} {}", chain_file, not_opened());
    return first_in(file.get()) ? "" : chain_file + " has no certificate in PEM";
}

std::string trouble_with_key(const std::string& chain_file, const std::string& key_file) {
    const auto file = opened(key_file);
    if (!file) return fmt::format("{} {}", key_file, not_opened());
    const auto key = key_in(file.get());
    if (!key) return key_file + " has no private key in PEM, or one with a passphrase";
    const auto certificate = first_of(chain_file);
    const bool fits = certificate && X509_check_private_key(certificate.get(), key.get()) == 1;
    ERR_clear_error();
    return fits ? "" : fmt::format("{} does not belong to the certificate in {}", key_file, chain_file);
}

std::string trouble_with_time(const std::string& chain_file, Clock::time_point now) {
    const auto certificate = first_of(chain_file);
    if (!certificate) return {};
    const auto begin = time_of(X509_get0_notBefore(certificate.get()));
    const auto end = time_of(X509_get0_notAfter(certificate.get()));
    if (now < begin) return fmt::format("{} is not valid before {}", chain_file, utc_text(begin));
    if (now >= end)
        return fmt::format("{} is over since {}: whoever verifies it refuses it", chain_file, utc_text(end));
    if (now + soon >= end) return fmt::format("{} will be over at {}", chain_file, utc_text(end));
    return {};
}

}  // namespace layby::tls
