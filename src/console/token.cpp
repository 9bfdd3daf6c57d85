#include "console/token.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>
#include <sys/random.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace layby::console {
namespace {

constexpr std::array scope_names{"none", "viewer", "agent", "supervisor", "admin"};

template <class Bytes>
std::string hexadecimal(const Bytes& bytes) {
    std::string out;
    for (const unsigned char byte : bytes) out += fmt::format("{:02x}", byte);
    return out;
}

}  // namespace

std::optional<Scope> scope_named(std::string_view name) {
    const auto found = std::ranges::find(scope_names, name);
    const auto at = found - scope_names.begin();
    return found == scope_names.end() || at == 0 ? std::nullopt : std::optional(static_cast<Scope>(at));
}

const char* name_of(Scope scope) { return scope_names.at(static_cast<std::size_t>(scope)); }

bool is_token_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
    });
}

std::string hash_of(std::string_view secret) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), digest.data());
    return hexadecimal(digest);
}

std::string new_secret() {
    std::array<unsigned char, 24> bytes{};
    if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        throw std::runtime_error("the system gives no random numbers");
    return "layby_" + hexadecimal(bytes);
}

}  // namespace layby::console
