#include "layby/account_list.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <sstream>
#include <stdexcept>

#include "console/password.hpp"
#include "layby/line_file.hpp"
#include "settings/private_file.hpp"

namespace layby::app {
namespace {

constexpr auto no_user = "-";

std::optional<console::Account> account_in(const std::string& line) {
    std::istringstream words(line);
    std::string name, role, user, made, hash;
    words >> name >> role >> user >> made >> hash;
    const auto known = console::scope_named(role);
    if (!known || !console::is_account_name(name) || !console::is_user_name(user)) return {};
    if (!console::is_password_hash(hash)) return {};
    return console::Account{name, *known, user == no_user ? "" : user, made, hash};
}

std::optional<console::Session> session_in(const std::string& line) {
    std::istringstream words(line);
    console::Session out;
    std::int64_t begun{};
    words >> out.key_hash >> out.account >> out.stamp >> begun;
    if (!words || begun < 0) return {};
    out.begun = std::chrono::system_clock::time_point{std::chrono::seconds(begun)};
    return out;
}

std::int64_t seconds_of(std::chrono::system_clock::time_point when) {
    return std::chrono::duration_cast<std::chrono::seconds>(when.time_since_epoch()).count();
}

}  // namespace

std::vector<console::Account> read_accounts(const std::filesystem::path& file) {
    return entries_in<console::Account>(file, "account", account_in);
}

void write_accounts(const std::filesystem::path& file, const std::vector<console::Account>& accounts) {
    std::string text =
        "# Who may log in to the console: name, role, the user whose phone it is (- for none), when it was "
        "made, "
        "Argon2id hash.\n# \"layby account\" changes this file.\n";
    for (const auto& one : accounts)
        text += fmt::format("{} {} {} {} {}\n", one.name, console::name_of(one.role),
                            one.user.empty() ? no_user : one.user, one.made, one.hash);
    settings::write_private(file, text);
}

std::vector<console::Session> read_sessions(const std::filesystem::path& file) try {
    return entries_in<console::Session>(file, "session", session_in);
} catch (const std::runtime_error&) {
    return {};
}

void write_sessions(const std::filesystem::path& file, const std::vector<console::Session>& sessions) {
    std::string text =
        "# Who is logged in to the console: SHA-256 of the key, account, its stamp, since when (seconds "
        "since 1970).\n";
    for (const auto& one : sessions)
        text += fmt::format("{} {} {} {}\n", one.key_hash, one.account, one.stamp, seconds_of(one.begun));
    settings::write_private(file, text);
}

FirstAccount first_account() {
    const auto password = console::new_password();
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto made = fmt::format("{:%FT%TZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
    return {{"admin", console::Scope::admin, {}, made, console::password_hash(password)}, password};
}

}  // namespace layby::app
