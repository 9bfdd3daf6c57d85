#include "settings/secret_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "words/spelling.hpp"

namespace layby::settings {
namespace {

constexpr std::string_view mark_begin = "(unchanged secret ", mark_end = ")";
constexpr std::array<std::string_view, 4> secret_words{"password", "pin", "secret", "url"};
/// Settings whose names only look like these.
constexpr std::array<std::string_view, 3> no_secrets{"secret_file", "socket", "read_without_token"};

}  // namespace

bool is_secret(std::string_view key) { return std::ranges::find(secret_words, key) != secret_words.end(); }

bool looks_secret(std::string_view key) {
    const auto word = lower_case(key);
    if (is_secret(word)) return true;
    if (std::ranges::find(no_secrets, word) != no_secrets.end()) return false;
    for (const char* part : {"passw", "passphrase", "pwd", "secret", "token"})
        if (word.find(part) != std::string::npos) return true;
    return !nearest(word, {"password", "secret"}).empty();
}

std::string secret_mark(std::size_t number) { return fmt::format("{}{}{}", mark_begin, number, mark_end); }

std::optional<std::size_t> number_of_mark(std::string_view text) {
    if (!text.starts_with(mark_begin) || !text.ends_with(mark_end)) return {};
    text = text.substr(mark_begin.size(), text.size() - mark_begin.size() - mark_end.size());
    std::size_t number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return number;
}

std::size_t find_mark(std::string_view text, std::size_t from) {
    for (auto at = text.find(mark_begin, from); at != std::string_view::npos;
         at = text.find(mark_begin, at + 1)) {
        const auto end = text.find(mark_end, at);
        if (end != std::string_view::npos && number_of_mark(text.substr(at, end + 1 - at))) return at;
    }
    return std::string_view::npos;
}

}  // namespace layby::settings
