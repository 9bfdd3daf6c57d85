#include "console/local_socket.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace layby::console {

namespace asio = boost::asio;
using local = asio::local::stream_protocol;

namespace {

constexpr mode_t owner_only = 0600, owner_and_group = 0660;
constexpr gid_t nobody = static_cast<gid_t>(-1);

[[noreturn]] void fail(const std::string& path, const std::string& why) {
    throw std::runtime_error(fmt::format("console: socket {} {}", path, why));
}

[[noreturn]] void fail(const std::string& path) {
    fail(path, std::string("can't be made: ") + std::strerror(errno));
}

std::optional<struct stat> status_of(const std::string& path) {
    struct stat found {};
    return lstat(path.c_str(), &found) == 0 ? std::optional(found) : std::nullopt;
}

bool answers(asio::io_context& io, const local::endpoint& at) {
    boost::system::error_code error;
    local::socket(io).connect(at, error);
    return !error;
}

/// A server that was killed leaves its file behind.
void remove_remains(asio::io_context& io, const std::string& path) {
    const auto there = status_of(path);
    if (!there) return;
    if (!S_ISSOCK(there->st_mode)) fail(path, "is something else already");
    if (answers(io, local::endpoint(path))) fail(path, "is in use by another program");
    unlink(path.c_str());
}

gid_t group_of(const std::string& path, const std::string& name) {
    std::array<char, 16384> room{};
    group entry{};
    group* found = nullptr;
    getgrnam_r(name.c_str(), &entry, room.data(), room.size(), &found);
    if (!found) fail(path, fmt::format("can't be given to group {}: there is none", name));
    return found->gr_gid;
}

void open_to_group(const std::string& path, gid_t group) {
    if (chown(path.c_str(), static_cast<uid_t>(-1), group) == 0 && chmod(path.c_str(), owner_and_group) == 0)
        return;
    const std::string why = std::strerror(errno);
    unlink(path.c_str());
    fail(path, "can't be given to its group: " + why);
}

std::string account_of(uid_t user) {
    std::array<char, 16384> room{};
    passwd entry{};
    passwd* found = nullptr;
    getpwuid_r(user, &entry, room.data(), room.size(), &found);
    return found ? found->pw_name : fmt::format("user {}", user);
}

}  // namespace

LocalSocket::LocalSocket(asio::io_context& io, const SocketFile& file) : acceptor_(io), path_(file.path) {
    if (path_.size() >= sizeof(sockaddr_un::sun_path))
        fail(path_,
             fmt::format("has too long a name: at most {} characters", sizeof(sockaddr_un::sun_path) - 1));
    const gid_t group = file.group.empty() ? nobody : group_of(path_, file.group);
    remove_remains(io, path_);
    boost::system::error_code error;
    acceptor_.open(local(), error);
    // The file gets the rights that the socket has, so that it is never open to others, not even for a
    // moment.
    if (error || fchmod(acceptor_.native_handle(), owner_only) != 0) fail(path_);
    acceptor_.bind(local::endpoint(path_), error);
    if (!error) acceptor_.listen(local::acceptor::max_listen_connections, error);
    if (error) fail(path_, "can't be made: " + error.message());
    if (const auto made = status_of(path_)) inode_ = made->st_ino;
    if (group != nobody) open_to_group(path_, group);
}

LocalSocket::~LocalSocket() {
    const auto there = status_of(path_);
    if (there && there->st_ino == inode_) unlink(path_.c_str());
}

Visitor visitor_at(int socket) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return {.trusted = true, .who = "unknown", .from = "socket"};
    return {.trusted = true, .who = account_of(peer.uid), .from = fmt::format("pid {}", peer.pid)};
}

}  // namespace layby::console
