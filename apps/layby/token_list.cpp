#include "layby/token_list.hpp"

#include <fmt/format.h>

#include <sstream>

#include "layby/line_file.hpp"
#include "settings/private_file.hpp"

namespace layby::app {
namespace {

constexpr std::size_t hash_digits = 64;

std::optional<console::Token> token_in(const std::string& line) {
    std::istringstream words(line);
    std::string name, scope, hash, made;
    words >> name >> scope >> hash >> made;
    const auto known = console::scope_named(scope);
    if (!known || !console::is_token_name(name) || hash.size() != hash_digits) return {};
    return console::Token{name, *known, hash, made};
}

}  // namespace

std::vector<console::Token> read_tokens(const std::filesystem::path& file) {
    return entries_in<console::Token>(file, "token", token_in);
}

void write_tokens(const std::filesystem::path& file, const std::vector<console::Token>& tokens) {
    std::string text =
        "# Tokens of the API: name, scope, SHA-256, when it was made. \"layby token\" changes this file.\n";
    for (const auto& token : tokens)
        text +=
            fmt::format("{} {} {} {}\n", token.name, console::name_of(token.scope), token.hash, token.made);
    settings::write_private(file, text);
}

}  // namespace layby::app
