// Tokens that open the API, and what each may do. Only their hashes are kept:
// they are long and random, so a plain SHA-256 tells nothing. Plain values and
// pure functions but for new_secret(); any thread.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace layby::console {

/// Each may do what those before it may.
enum class Scope : std::uint8_t {
    none,
    viewer,      ///< looks
    agent,       ///< takes callers out of slots, and gives them PINs
    supervisor,  ///< also hangs callers up, and sees who did what
    admin        ///< everything
};

std::optional<Scope> scope_named(std::string_view name);
const char* name_of(Scope scope);

struct Token {
    std::string name;
    Scope scope{};
    std::string hash;  ///< SHA-256 in hexadecimal
    std::string made;  ///< RFC 3339
    bool operator==(const Token&) const = default;
};

/// 1 to 64 of A-Z a-z 0-9 . _ -
bool is_token_name(std::string_view name);
std::string hash_of(std::string_view secret);
/// 192 bits of the kernel's. Throws std::runtime_error when it gives none.
std::string new_secret();

}  // namespace layby::console
