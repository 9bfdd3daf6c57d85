#include "console/password.hpp"

#include <argon2.h>
#include <fmt/format.h>
#include <sys/random.h>

#include <array>
#include <stdexcept>

namespace layby::console {
namespace {

constexpr std::size_t salt_bytes = 16, hash_bytes = 32;

template <std::size_t Size>
std::array<unsigned char, Size> random_bytes() {
    std::array<unsigned char, Size> out{};
    if (getrandom(out.data(), out.size(), 0) != static_cast<ssize_t>(out.size()))
        throw std::runtime_error("the system gives no random numbers");
    return out;
}

/// Without padding (RFC 4648 section 3.2).
template <std::size_t Size>
std::string base64(const std::array<unsigned char, Size>& bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0, held = 0;
    for (const auto byte : bytes) {
        held = (held << 8U) | byte;
        for (bits += 8; bits >= 6; bits -= 6) out += digits[(held >> (bits - 6)) & 63U];
    }
    if (bits > 0) out += digits[(held << (6 - bits)) & 63U];
    return out;
}

}  // namespace

std::string password_hash(std::string_view password, const HashCost& cost) {
    const auto salt = random_bytes<salt_bytes>();
    std::string out(argon2_encodedlen(cost.passes, cost.memory_kib, 1, salt_bytes, hash_bytes, Argon2_id),
                    '\0');
    const auto code = argon2id_hash_encoded(cost.passes, cost.memory_kib, 1, password.data(), password.size(),
                                            salt.data(), salt.size(), hash_bytes, out.data(), out.size());
    if (code != ARGON2_OK)
        throw std::runtime_error(fmt::format("a password can't be hashed: {}", argon2_error_message(code)));
    out.resize(out.find('\0'));
    return out;
}

bool password_fits(const std::string& password, const std::string& hash) {
    return argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

/// Its last part is no hash of anything: random, as the salt is.
std::string hash_of_nobody(const HashCost& cost) {
    return fmt::format("$argon2id$v={}$m={},t={},p=1${}${}", static_cast<int>(ARGON2_VERSION_13),
                       cost.memory_kib, cost.passes, base64(random_bytes<salt_bytes>()),
                       base64(random_bytes<hash_bytes>()));
}

bool is_password_hash(std::string_view text) {
    return text.starts_with("$argon2id$v=") && text.find_first_of(" \t\n") == std::string_view::npos;
}

std::string new_password() {
    constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";  // 32: five bits each
    static_assert(letters.size() == 32);
    std::string out;
    for (const auto byte : random_bytes<20>()) out += letters[byte % letters.size()];
    return out;
}

}  // namespace layby::console
