// Who may log in to the console, and who is logged in, in files of the state directory: a line each, with
// hashes alone. Main thread at the start, then the housekeeper's.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "console/account.hpp"

namespace layby::app {

/// None when there is no file. Throws std::runtime_error with a sentence for the admin when it can't be read.
std::vector<console::Account> read_accounts(const std::filesystem::path& file);
/// Durable when it returns. Throws std::runtime_error with a sentence for the admin.
void write_accounts(const std::filesystem::path& file, const std::vector<console::Account>& accounts);

/// A damaged file is one without sessions: everybody logs in again.
std::vector<console::Session> read_sessions(const std::filesystem::path& file);
/// As write_accounts().
void write_sessions(const std::filesystem::path& file, const std::vector<console::Session>& sessions);

/// The account of who comes first, with a password that is shown once.
struct FirstAccount {
    console::Account account;
    std::string password;
};
/// Takes as long as a log-in does.
FirstAccount first_account();

}  // namespace layby::app
