#include "settings/state_dir.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <functional>
#include <stdexcept>

#include "settings/password_file.hpp"
#include "settings/private_file.hpp"
#include "settings/secret_text.hpp"

namespace layby::settings {
namespace {

/// Names of users, one a line.
constexpr auto unseen = "passwords.unseen";

[[noreturn]] void refuse_dir(const std::filesystem::path& path, const std::string& why) {
    throw std::runtime_error{fmt::format("state directory {}: {}", path.string(), why)};
}

void make_directory(const std::filesystem::path& path) {
    std::error_code error;
    if (!path.parent_path().empty()) std::filesystem::create_directories(path.parent_path(), error);
    if (mkdir(path.c_str(), 0700) == 0) return;
    if (errno != EEXIST) refuse_dir(path, fmt::format("can't be made: {}", std::strerror(errno)));
    if (!std::filesystem::is_directory(path, error)) refuse_dir(path, "is not a directory");
    if (chmod(path.c_str(), 0700) != 0)
        refuse_dir(path, fmt::format("belongs to another user, or its file system refuses access rights: {}",
                                     std::strerror(errno)));
}

std::string read_pid(int lock) {
    char text[32]{};
    const auto size = pread(lock, text, sizeof text - 1, 0);
    const std::string pid{text, size > 0 ? static_cast<std::size_t>(size) : 0};
    return pid.substr(0, pid.find('\n'));
}

void write_pid(int lock) {
    const std::string pid = fmt::format("{}\n", getpid());
    if (ftruncate(lock, 0) != 0 || pwrite(lock, pid.data(), pid.size(), 0) < 0)
        return;  // only told to people
}

/// The kernel drops the lock with the process, so that a crash leaves no stale one.
int take_lock(const std::filesystem::path& path) {
    const int lock = open((path / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0) refuse_dir(path, fmt::format("can't be written: {}", std::strerror(errno)));
    if (flock(lock, LOCK_EX | LOCK_NB) == 0) {
        write_pid(lock);
        return lock;
    }
    const std::string pid = read_pid(lock);
    close(lock);
    refuse_dir(path,
               fmt::format("is in use by another layby (pid {}); stop it, or choose another with --state",
                           pid.empty() ? "unknown" : pid));
}

}  // namespace

StateLock::StateLock(const std::filesystem::path& dir) {
    make_directory(dir);
    lock_ = take_lock(dir);
}

StateLock::~StateLock() { close(lock_); }

std::filesystem::path unfinished_restore(const std::filesystem::path& dir) { return dir / "restoring"; }

StateDir::StateDir(std::filesystem::path path) : path_{std::move(path)}, lock_{path_} {
    if (std::filesystem::exists(unfinished_restore(path_)))
        refuse_dir(path_, "a restore was interrupted half-way; run layby restore once more");
    read_passwords(path_ / "passwords.toml");
}

namespace {

/// Those that were made; they are in the file then.
std::vector<NewPassword> fill_from(const std::filesystem::path& file, std::vector<UserSecret>& secrets,
                                   const std::function<void(const std::vector<NewPassword>&)>& made_some) {
    auto kept = read_passwords(file);
    std::vector<NewPassword> made;
    for (UserSecret& secret : secrets) {
        if (!secret.password.empty()) continue;
        const auto [entry, fresh] = kept.emplace(secret.user, std::string{});
        if (fresh) entry->second = new_password();
        if (fresh) made.push_back({secret.user, entry->second});
        secret.password = entry->second;
    }
    if (made.empty()) return made;
    made_some(made);
    write_passwords(file, kept);
    return made;
}

}  // namespace

std::filesystem::path folder_of(const std::string& tenant, const std::filesystem::path& state) {
    return tenant.empty() ? state : state / tenants_folder / tenant;
}

std::filesystem::path StateDir::of_tenant(const std::string& tenant) const {
    const auto folder = folder_of(tenant, path_);
    make_directory(folder.parent_path());
    make_directory(folder);
    return folder;
}

std::vector<NewPassword> StateDir::fill_passwords(Settings& settings) {
    for (auto& tenant : settings.tenants)
        fill_from(of_tenant(tenant.name) / "passwords.toml", tenant.settings.secrets, [](const auto&) {});
    return fill_from(path_ / "passwords.toml", settings.secrets, [this](const auto& made) {
        std::string names;
        for (const auto& one : unseen_passwords()) names += one.user + "\n";
        for (const auto& one : made) names += one.user + "\n";
        write_private(path_ / unseen, names);
    });
}

std::vector<NewPassword> StateDir::unseen_passwords() const {
    const auto kept = read_passwords(path_ / "passwords.toml");
    std::ifstream names{path_ / unseen};
    std::vector<NewPassword> out;
    for (std::string user; std::getline(names, user);)
        if (const auto found = kept.find(user); found != kept.end()) out.push_back({user, found->second});
    return out;
}

void StateDir::passwords_seen() {
    std::error_code none;
    std::filesystem::remove(path_ / unseen, none);
}

}  // namespace layby::settings
