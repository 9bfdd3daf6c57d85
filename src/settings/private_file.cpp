#include "settings/private_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace layby::settings {
namespace {

[[noreturn]] void fail_to_write(const std::string& file) {
    throw std::runtime_error{fmt::format("{} can't be written: {}", file, std::strerror(errno))};
}

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto written = write(fd, text.data(), text.size());
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return fsync(fd) == 0;
}

void sync_directory(const std::filesystem::path& directory) {
    const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    fsync(fd);
    close(fd);
}

}  // namespace

void write_private(const std::filesystem::path& file, std::string_view text) {
    const auto fresh = file.string() + ".new";
    unlink(fresh.c_str());
    const int fd = open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) fail_to_write(fresh);
    const bool written = write_all(fd, text);
    close(fd);
    if (!written || std::rename(fresh.c_str(), file.c_str()) != 0) fail_to_write(fresh);
    sync_directory(file.parent_path());
}

}  // namespace layby::settings
