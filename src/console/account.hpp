// People who log in to the console, and their sessions, as they are kept. Plain values and pure functions;
// any thread.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "console/token.hpp"

namespace layby::console {

struct Account {
    std::string name;
    Scope role{};
    std::string user;  ///< whose phone this person has; empty: none
    std::string made;  ///< RFC 3339
    std::string hash;  ///< of the password, see password.hpp
    bool operator==(const Account&) const = default;
};

/// Somebody has logged in. The key is in the browser alone; this is what the server knows of it.
struct Session {
    std::string key_hash;  ///< SHA-256 in hexadecimal
    std::string account;
    std::string stamp;  ///< of the account as it was then
    std::chrono::system_clock::time_point begun{};
    bool operator==(const Session&) const = default;
};

/// 1 to 64 of A-Z a-z 0-9 . _ -
bool is_account_name(std::string_view name);
/// Something that may be dialled or called a user: 1 to 64 printable characters without a blank.
bool is_user_name(std::string_view user);
/// Another one as soon as the account has another password or role: what was opened before is over then.
std::string stamp_of(const Account& account);
/// Null: there is none.
const Account* account_named(const std::vector<Account>& all, std::string_view name);

}  // namespace layby::console
