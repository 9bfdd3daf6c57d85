#include "layby/backup.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <linux/ioprio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "runtime/descriptor.hpp"
#include "settings/private_file.hpp"
#include "settings/state_dir.hpp"
#include "store/backup.hpp"

namespace layby::app {
namespace {

namespace fs = std::filesystem;

constexpr auto store_file = "layby.db";
/// Who was logged in isn't among them, nor who was invited: a session that has been ended since must not come
/// back, nor a secret that has been used.
constexpr std::array secrets{"passwords.toml", "passwords.unseen", "api-token",
                             "api-tokens",     "api-accounts",     "sip-certificate.pem",
                             "sip-key.pem",    "seal.key",         "audio-certificate.pem"};
/// What each tenant has of these, in a folder of its own; all of them move as one.
using settings::tenants_folder;
constexpr std::array tenants_secrets{"passwords.toml", "api-tokens", "api-accounts"};
/// What makes up the state besides: it goes when another state comes.
constexpr std::array also_replaced{"layby.db-wal", "layby.db-shm", "layby.db.new", "api-sessions",
                                   "invitations"};

[[noreturn]] void fail_with_errno(const std::string& what) {
    throw std::runtime_error(fmt::format("{}: {}", what, std::strerror(errno)));
}

ExitCode complain_of(const char* command, const std::string& what) {
    fmt::print(stderr, "layby: {}: {}\n", command, what);
    return failed;
}

sip::WallTime wall_now() {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// A server on this machine comes first, at the processor and at the disk.
void be_modest() {
    setpriority(PRIO_PROCESS, 0, 10);
    syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0));
}

/// Open for reading or making.
runtime::Descriptor opened(const fs::path& path, int flags) {
    runtime::Descriptor made(open(path.c_str(), flags | O_CLOEXEC, 0600));
    if (!made) fail_with_errno(path.string());
    return made;
}

/// `name`: below the state directory.
void add_secret(store::Beside& out, const fs::path& state, const fs::path& name) {
    if (!fs::is_regular_file(fs::symlink_status(state / name))) return;
    std::ifstream in(state / name, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in) fail_with_errno((state / name).string());
    out.emplace(name.string(), std::move(text));
}

store::Beside secrets_in(const fs::path& state) {
    store::Beside out;
    for (const auto* name : secrets) add_secret(out, state, name);
    if (!fs::is_directory(fs::symlink_status(state / tenants_folder))) return out;
    for (const auto& tenant : fs::directory_iterator(state / tenants_folder))
        for (const auto* name : tenants_secrets)
            add_secret(out, state, fs::path(tenants_folder) / tenant.path().filename() / name);
    return out;
}

/// One of the files that a tenant has; whatever else a backup names is none.
bool is_tenants_secret(const fs::path& name) {
    const std::vector<fs::path> parts(name.begin(), name.end());
    return parts.size() == 3 && parts[0] == tenants_folder && parts[1] != "." && parts[1] != ".." &&
           std::ranges::find(tenants_secrets, parts[2]) != tenants_secrets.end();
}

void write_tenants_secret(const fs::path& into, const fs::path& name, const std::string& text) {
    fs::create_directories(into / name.parent_path());
    for (const auto& made : {into / tenants_folder, into / name.parent_path()})
        fs::permissions(made, fs::perms::owner_all);
    settings::write_private(into / name, text);
}

/// A file or directory that is gone in the end unless it was finished, and so has another name.
struct Unfinished {
    fs::path path;
    ~Unfinished() {
        std::error_code none;
        fs::remove_all(path, none);
    }
};

void make_backup(const fs::path& state, const fs::path& file) {
    if (fs::exists(fs::symlink_status(file))) throw std::runtime_error(file.string() + " is there already");
    if (access((state / store_file).c_str(), R_OK | W_OK) != 0)
        fail_with_errno((state / store_file).string());
    const Unfinished unfinished{file.string() + ".unfinished"};
    fs::remove(unfinished.path);
    opened(unfinished.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
    store::back_up(state / store_file, secrets_in(state), unfinished.path, wall_now());
    fs::rename(unfinished.path, file);
}

void copy_all(int from, int to) {
    std::array<char, 65536> room{};
    for (;;) {
        const auto length = read(from, room.data(), room.size());
        if (length < 0) fail_with_errno("the backup can't be read");
        if (length == 0) return;
        if (!runtime::write_all(to, {room.data(), static_cast<std::size_t>(length)}))
            fail_with_errno("the backup can't be copied");
    }
}

/// What root makes in the directory would be closed to the server.
void become_owner_of(const fs::path& state) {
    struct stat found {};
    if (geteuid() != 0 || stat(state.c_str(), &found) != 0 || found.st_uid == 0) return;
    if (setegid(found.st_gid) != 0 || seteuid(found.st_uid) != 0)
        fail_with_errno("the owner of " + state.string());
}

fs::path private_directory(const fs::path& path) {
    if (mkdir(path.c_str(), 0700) != 0) fail_with_errno(path.string());
    return path;
}

std::string stamp_of(sip::WallTime time, const char* format) {
    return fmt::format(fmt::runtime(format), std::chrono::floor<std::chrono::seconds>(time));
}

fs::path directory_aside(const fs::path& state, sip::WallTime now) {
    const auto name = "before-restore-" + stamp_of(now, "{:%Y%m%dT%H%M%SZ}");
    auto path = state / name;
    for (int copy = 2; fs::exists(path); ++copy) path = state / fmt::format("{}-{}", name, copy);
    return private_directory(path);
}

void move_if_there(const fs::path& from, const fs::path& to, const char* name) {
    if (fs::exists(from / name)) fs::rename(from / name, to / name);
}

/// All that a server needs, complete before anything of the old state is touched.
store::Backup prepare(int from, const fs::path& state, const fs::path& into) {
    fs::remove_all(into);
    private_directory(into);
    copy_all(from, opened(into / store_file, O_WRONLY | O_CREAT | O_EXCL).get());
    auto backup = store::unpack(into / store_file, state / store_file, wall_now());
    for (const auto* name : secrets)
        if (const auto found = backup.beside.find(name); found != backup.beside.end())
            settings::write_private(into / name, found->second);
    for (const auto& [name, text] : backup.beside)
        if (is_tenants_secret(name)) write_tenants_secret(into, name, text);
    return backup;
}

/// One that was interrupted before stands there until the very moment: no server may start in between.
void begin(const fs::path& prepared, const fs::path& coming) {
    const unsigned how = fs::exists(coming) ? RENAME_EXCHANGE : 0;
    if (renameat2(AT_FDCWD, prepared.c_str(), AT_FDCWD, coming.c_str(), how) != 0)
        fail_with_errno(coming.string());
}

/// Once begun, the state is neither the old one nor the new one until it is done.
fs::path replace_state(const fs::path& state, const fs::path& prepared) {
    const auto coming = settings::unfinished_restore(state);
    auto aside = directory_aside(state, wall_now());
    begin(prepared, coming);
    for (const auto* name : also_replaced) move_if_there(state, aside, name);
    for (const auto* name : secrets) move_if_there(state, aside, name);
    move_if_there(state, aside, tenants_folder);
    move_if_there(state, aside, store_file);
    for (const auto* name : secrets) move_if_there(coming, state, name);
    move_if_there(coming, state, tenants_folder);
    move_if_there(coming, state, store_file);
    syncfs(opened(state, O_RDONLY | O_DIRECTORY).get());
    fs::remove_all(coming);
    return aside;
}

}  // namespace

ExitCode backup(const fs::path& state, const fs::path& file) try {
    be_modest();
    make_backup(state, file);
    fmt::print("{} has been saved to {}. It contains passwords.\n", state.string(), file.string());
    return done;
} catch (const std::exception& error) {
    return complain_of("backup", error.what());
}

ExitCode restore(const fs::path& state, const fs::path& file) try {
    const auto from = opened(file, O_RDONLY);
    become_owner_of(state);
    const settings::StateLock lock(state);
    const Unfinished prepared{state / "restoring.unfinished"};
    const auto backup = prepare(from.get(), state, prepared.path);
    const auto aside = replace_state(state, prepared.path);
    fmt::print("{} is as it was at {}{}.\nWhat was there before is in {}.\n", state.string(),
               stamp_of(backup.made, "{:%Y-%m-%d %H:%M:%S} UTC"),
               backup.without_calls ? ", without the calls, which are over by now" : "", aside.string());
    return done;
} catch (const std::exception& error) {
    return complain_of("restore", error.what());
}

}  // namespace layby::app
