// The session keys of one use of a master key, and how they follow from it (RFC 3711 section 4.3, RFC 6188,
// RFC 7714 section 11), with a key derivation rate of 0: once for all. Plain values that wipe themselves;
// media thread.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include <string.h>  // explicit_bzero

#include "words/srtp_key.hpp"

namespace layby::media {

template <std::size_t size>
struct Wiped : std::array<std::uint8_t, size> {
    Wiped() : std::array<std::uint8_t, size>{} {}
    Wiped(const Wiped&) = default;
    Wiped& operator=(const Wiped&) = default;
    ~Wiped() { explicit_bzero(this->data(), size); }
};

enum class SrtpUse : std::uint8_t { rtp, rtcp };

struct SessionKeys {
    Wiped<32> encryption;      ///< of AES-128 the first half
    Wiped<20> authentication;  ///< not of GCM
    Wiped<14> salt;            ///< of GCM without the last two
};

/// None: OpenSSL has failed.
std::optional<SessionKeys> session_keys(const SrtpKey& key, SrtpUse use);

}  // namespace layby::media
