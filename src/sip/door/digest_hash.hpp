// The hashes of digest authentication, by OpenSSL. For this folder only; any thread.
#pragma once
#include <string>
#include <string_view>

#include "sip/door/digest.hpp"

namespace layby::sip::digest {

std::string hash_hex(Algorithm algorithm, std::string_view text);
std::string hmac_hex(std::string_view secret, std::string_view text,
                     std::size_t bytes);  ///< SHA-256, truncated
bool equal_in_constant_time(std::string_view one, std::string_view other);
std::string to_hex(std::string_view bytes);
const char* name_of(Algorithm algorithm);  ///< "SHA-256", "MD5"
/// Empty means MD5 (RFC 2617). None: not one of ours, e.g. MD5-sess.
std::optional<Algorithm> algorithm_named(std::string_view name);

}  // namespace layby::sip::digest
