#include "sip/text/sdp_crypto.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "sip/text/sdp_lines.hpp"

namespace layby::sip {
namespace {

constexpr std::array<const char*, srtp_cipher_count> suites{
    "AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32", "AES_256_CM_HMAC_SHA1_80",
    "AES_256_CM_HMAC_SHA1_32", "AEAD_AES_128_GCM",        "AEAD_AES_256_GCM"};

std::optional<SrtpCipher> suite_named(std::string_view name) {
    const auto same = [&](const char* suite) { return same_word(suite, name); };
    const auto found = std::ranges::find_if(suites, same);
    if (found == suites.end()) return {};
    return static_cast<SrtpCipher>(found - suites.begin());
}

/// RFC 4568 section 9.1: one to nine digits.
std::optional<std::uint32_t> tag_of(std::string_view text) {
    std::uint32_t tag{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), tag);
    if (error != std::errc{} || end != text.data() + text.size() || text.size() > 9) return {};
    return tag;
}

/// Some phones leave out the padding.
std::optional<SrtpKey> key_of(SrtpCipher cipher, std::string_view base64) {
    const std::size_t wanted = master_key_bytes(cipher) + master_salt_bytes(cipher);
    while (base64.ends_with('=')) base64.remove_suffix(1);
    if (base64.size() != (wanted * 4 + 2) / 3) return {};
    std::string text(base64);
    text.resize((text.size() + 3) / 4 * 4, 'A');
    SrtpKey::Bytes bytes{};
    std::array<std::uint8_t, SrtpKey::most_bytes + 2> decoded{};
    const int length = EVP_DecodeBlock(decoded.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                       static_cast<int>(text.size()));
    std::copy_n(decoded.begin(), wanted, bytes.begin());
    OPENSSL_cleanse(text.data(), text.size());
    OPENSSL_cleanse(decoded.data(), decoded.size());
    const SrtpKey key{cipher, bytes};
    OPENSSL_cleanse(bytes.data(), bytes.size());
    if (length < static_cast<int>(wanted)) return {};
    return key;
}

/// "inline:" key, and perhaps "|" lifetime and "|" MKI ":" its length (section 6.1). The lifetime binds who
/// sends with the key; several keys are told apart by MKI.
std::optional<SrtpKey> read_key(SrtpCipher cipher, std::string_view text) {
    constexpr std::string_view method = "inline:";
    if (text.size() < method.size() || !same_word(text.substr(0, method.size()), method)) return {};
    text.remove_prefix(method.size());
    if (text.find(';') != std::string_view::npos) return {};
    const auto bar = text.find('|');
    const bool has_mki = bar != std::string_view::npos && text.find(':', bar) != std::string_view::npos;
    if (has_mki) return {};
    return key_of(cipher, text.substr(0, bar));
}

/// Section 6.3: one that isn't known is passed over only if it begins with "-". A window size is advice, and
/// a rate of zero derives no further keys.
bool may_be_passed_over(std::string_view parameter) {
    const auto is = [&](std::string_view name) {
        return same_word(parameter.substr(0, parameter.find('=')), name);
    };
    return parameter.starts_with('-') || is("WSH") || same_word(parameter, "KDR=0");
}

}  // namespace

std::optional<CryptoLine> read_crypto(std::string_view value) {
    const auto tag = tag_of(take_word(value));
    const auto cipher = suite_named(take_word(value));
    const auto key_text = take_word(value);
    if (!tag || !cipher) return {};
    for (auto word = take_word(value); !word.empty(); word = take_word(value))
        if (!may_be_passed_over(word)) return {};
    const auto key = read_key(*cipher, key_text);
    if (!key) return {};
    return CryptoLine{*tag, *key};
}

std::string write_crypto(const CryptoLine& line) {
    std::array<unsigned char, (SrtpKey::most_bytes + 2) / 3 * 4 + 1> base64{};
    const auto bytes = line.key.bytes();
    EVP_EncodeBlock(base64.data(), bytes.data(), static_cast<int>(bytes.size()));
    return fmt::format("{} {} inline:{}", line.tag, suites.at(static_cast<std::size_t>(line.key.cipher)),
                       reinterpret_cast<const char*>(base64.data()));
}

}  // namespace layby::sip
