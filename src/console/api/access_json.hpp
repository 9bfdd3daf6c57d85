// Tokens, accounts and sessions as JSON text, and what is asked about them. Nobody's secrets, but for a new
// one, which is shown once. Pure functions.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "console/access/access.hpp"
#include "console/account.hpp"
#include "console/http_server.hpp"
#include "console/token.hpp"

namespace layby::console {

std::string tokens_json(const std::vector<Token>& tokens);
/// With the secret, which is never shown again.
std::string new_token_json(const Token& token, const std::string& secret);
/// The member "scope" of a JSON object.
std::optional<Scope> scope_of(const std::string& json);

std::string accounts_json(const std::vector<Account>& accounts);
/// `password`: one that was made; empty: none was.
std::string account_json(const Account& account, const std::string& password);

std::string session_json(const Guest& guest);

/// With the password, which the browser keeps to itself.
std::string phone_login_json(const std::string& user, const PhoneLogin& login);

struct LogIn {
    std::string name, password;
};
/// The members "name" and "password" of a JSON object, each of 1 to 256 bytes.
std::optional<LogIn> log_in_of(const std::string& json);

struct PasswordChange {
    std::string old_one, new_one;
};
/// The members "old" and "new" of a JSON object; the latter is long enough.
std::optional<PasswordChange> password_change_of(const std::string& json);
/// The token is that of the session that goes on; null where there is none.
std::string password_changed_json(const Guest& guest);

/// What shall be so of an account; what is missing stays as it is.
struct AccountChange {
    std::optional<Scope> role;
    std::optional<std::string> user;  ///< empty: no phone
    std::string password;             ///< empty: as it is
    bool make_password{};             ///< a new one is wanted, and shown
};
/// None when it isn't an object, or a member isn't as it must be.
std::optional<AccountChange> account_change_of(const std::string& json);

}  // namespace layby::console
