#include "settings/token_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

#include "settings/private_file.hpp"
#include "settings/secret_text.hpp"

namespace layby::settings {
namespace {

/// Below this somebody could try them all.
constexpr std::size_t shortest = 16;

}  // namespace

std::optional<std::string> read_token(const std::filesystem::path& file) {
    std::error_code none;
    if (!std::filesystem::is_regular_file(file, none)) return {};  // a pipe would make us wait for its writer
    std::ifstream stream{file};
    std::string token;
    if (!std::getline(stream, token)) return {};
    if (!token.empty() && token.back() == '\r') token.pop_back();
    return token;
}

std::string kept_token(const std::filesystem::path& file) {
    std::error_code none;
    if (std::filesystem::exists(std::filesystem::symlink_status(file, none))) {
        const auto kept = read_token(file).value_or("");
        if (kept.size() >= shortest) return kept;
        throw std::runtime_error{
            fmt::format("{} has no token of at least {} characters; remove it and a new one is made",
                        file.string(), shortest)};
    }
    const auto fresh = new_password() + new_password();
    write_private(file, fresh + "\n");
    return fresh;
}

}  // namespace layby::settings
