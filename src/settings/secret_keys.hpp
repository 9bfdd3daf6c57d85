// Which settings are secrets, and the marks that stand for them where a file is shown. Pure functions, any
// thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace layby::settings {

/// A password, a PIN, the key of a webhook, or its address, which may have a password in it.
bool is_secret(std::string_view key);
/// The same, also where the word is misspelled: so that a typing error shows nobody a password.
bool looks_secret(std::string_view key);

/// "(unchanged secret 3)"
std::string secret_mark(std::size_t number);
/// The number of a mark; none: this is something else.
std::optional<std::size_t> number_of_mark(std::string_view text);
/// Where the first mark begins at or after `from`; npos: there is none.
std::size_t find_mark(std::string_view text, std::size_t from = 0);

}  // namespace layby::settings
