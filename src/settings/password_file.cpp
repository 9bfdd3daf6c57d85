#include "settings/password_file.hpp"

#include <fmt/format.h>

#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "settings/private_file.hpp"
#include "settings/read/document.hpp"
#include "settings/read/values.hpp"

namespace layby::settings {
namespace {

constexpr std::int64_t version = 1;

[[noreturn]] void damaged(const std::filesystem::path& file, int line, const char* why) {
    throw std::runtime_error{fmt::format(
        "{}:{}: {}; it is kept as it is: repair it, or move it away and every generated password is "
        "made anew",
        file.string(), line, why)};
}

[[noreturn]] void fail_to(const std::filesystem::path& file, const char* what) {
    throw std::runtime_error{fmt::format("{} can't be {}: {}", file.string(), what, std::strerror(errno))};
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    if (!stream) fail_to(file, "read");
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

Passwords passwords_in(const std::filesystem::path& file, const Value& root) {
    const Entry *written = root.find("version"), *table = root.find("passwords");
    if (!written || written->value.kind != Value::Kind::whole) damaged(file, 1, "version is missing");
    if (written->value.whole != version) damaged(file, written->line, "is from another version of Layby");
    if (!table || table->value.kind != Value::Kind::table) damaged(file, 1, "the passwords are missing");
    Passwords passwords;
    for (const auto& [user, line, value] : table->value.entries) {
        const bool good = value.kind == Value::Kind::text && !value.text.empty() && is_name(user);
        if (!good) damaged(file, line, "is damaged");
        passwords[user] = value.text;
    }
    return passwords;
}

std::string spelled(const Passwords& passwords) {
    std::string text = fmt::format(
        "# Passwords that Layby made for users without one in the settings.\nversion = {}\n\n[passwords]\n",
        version);
    for (const auto& [user, password] : passwords) text += fmt::format("\"{}\" = \"{}\"\n", user, password);
    return text;
}

}  // namespace

Passwords read_passwords(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::exists(std::filesystem::symlink_status(file, error))) return {};
    auto parsed = parse(text_of(file), file.string());
    // The parser's own sentence could quote a password.
    if (const auto* problem = std::get_if<Problem>(&parsed)) damaged(file, problem->line, "is damaged");
    return passwords_in(file, std::get<Value>(parsed));
}

void write_passwords(const std::filesystem::path& file, const Passwords& passwords) {
    write_private(file, spelled(passwords));
}

}  // namespace layby::settings
