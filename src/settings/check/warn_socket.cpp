// The socket for commands, as this machine would have it.
#include <fmt/format.h>
#include <grp.h>

#include <array>
#include <filesystem>

#include "settings/check/unwise.hpp"

namespace layby::settings {
namespace {

bool has_group(const std::string& name) {
    std::array<char, 16384> room{};
    group entry{};
    group* found = nullptr;
    getgrnam_r(name.c_str(), &entry, room.data(), room.size(), &found);
    return found != nullptr;
}

}  // namespace

void warn_about_socket(const Console& console, std::vector<std::string>& out) {
    namespace fs = std::filesystem;
    if (console.socket.empty()) return;
    std::error_code error;
    const fs::path path{console.socket}, folder = path.has_parent_path() ? path.parent_path() : ".";
    const auto there = fs::symlink_status(path, error);
    const auto about = fmt::format("console: socket {}: ", console.socket);
    // What is below /run is made when the service starts.
    const bool made_later = folder.string().starts_with("/run/") || folder.string().starts_with("/var/run/");
    if (!made_later && !fs::is_directory(folder, error))
        out.push_back(about + fmt::format("there is no folder {}; commands can't use it", folder.string()));
    else if (fs::exists(there) && !fs::is_socket(there))
        out.push_back(about + "something else has this name already; commands can't use it");
    if (!console.socket_group.empty() && !has_group(console.socket_group))
        out.push_back(
            about + fmt::format("this machine has no group {}; commands can't use it", console.socket_group));
}

}  // namespace layby::settings
