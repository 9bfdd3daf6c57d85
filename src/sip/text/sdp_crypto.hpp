// a=crypto lines of SDP (RFC 4568): a key for each stream, as it is written and read. For this folder only;
// pure; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "words/media_description.hpp"

namespace layby::sip {

/// The value behind "a=crypto:". None: damaged, or of a kind that we don't speak: another suite, a key with
/// an identifier in each packet (MKI), a parameter that changes what is encrypted.
std::optional<CryptoLine> read_crypto(std::string_view value);

/// "1 AES_CM_128_HMAC_SHA1_80 inline:…".
std::string write_crypto(const CryptoLine& line);

}  // namespace layby::sip
