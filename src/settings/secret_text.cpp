#include "settings/secret_text.hpp"

#include <sys/random.h>

#include <stdexcept>
#include <string_view>

namespace layby::settings {
namespace {

constexpr std::string_view alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
constexpr std::size_t length = 20;

unsigned char random_byte() {
    unsigned char byte{};
    if (getrandom(&byte, 1, 0) != 1)
        throw std::runtime_error{"the system gives no random numbers for passwords"};
    return byte;
}

}  // namespace

std::string new_password() {
    // Bytes past the last whole round of the alphabet are thrown away, so that no letter is favoured.
    constexpr std::size_t rounds = 256 / alphabet.size() * alphabet.size();
    std::string password;
    while (password.size() < length) {
        const std::size_t byte = random_byte();
        if (byte < rounds) password += alphabet[byte % alphabet.size()];
    }
    return password;
}

}  // namespace layby::settings
