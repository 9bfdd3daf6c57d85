#include "settings/private_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "runtime/descriptor.hpp"

namespace layby::settings {
namespace {

[[noreturn]] void fail_to_write(const std::string& file) {
    throw std::runtime_error{fmt::format("{} can't be written: {}", file, std::strerror(errno))};
}

[[noreturn]] void fail_to_read(const std::string& file) {
    throw std::runtime_error{fmt::format("{} can't be read: {}", file, std::strerror(errno))};
}

void sync_directory(const std::filesystem::path& directory) {
    const runtime::Descriptor opened(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (opened) fsync(opened.get());
}

/// Only where it isn't so anyhow: most accounts may give nothing away.
bool give(int fd, const FileRights& rights) {
    struct stat now {};
    if (fstat(fd, &now) != 0) return false;
    const bool theirs = now.st_uid == rights.owner && now.st_gid == rights.group;
    return (theirs || fchown(fd, rights.owner, rights.group) == 0) && fchmod(fd, rights.mode) == 0;
}

/// False: it isn't to be any more.
bool put_in_place(const std::filesystem::path& file, std::string_view text,
                  const std::optional<FileRights>& rights, const std::function<bool()>& still) {
    const auto fresh = file.string() + ".new";
    unlink(fresh.c_str());
    const runtime::Descriptor opened(
        open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!opened) fail_to_write(fresh);
    const bool written = (!rights || give(opened.get(), *rights)) && runtime::write_all(opened.get(), text) &&
                         fsync(opened.get()) == 0;
    if (written && still && !still()) return unlink(fresh.c_str()), false;
    if (!written || std::rename(fresh.c_str(), file.c_str()) != 0) {
        const int why = errno;
        unlink(fresh.c_str());
        errno = why;
        fail_to_write(file.string());
    }
    sync_directory(file.parent_path());
    return true;
}

}  // namespace

void write_private(const std::filesystem::path& file, std::string_view text) {
    put_in_place(file, text, {}, {});
}

bool write_as(const FileRights& rights, const std::filesystem::path& file, std::string_view text,
              const std::function<bool()>& still) {
    return put_in_place(file, text, rights, still);
}

std::optional<FileRights> rights_of_file(const std::filesystem::path& file) {
    struct stat now {};
    if (stat(file.c_str(), &now) != 0) return {};
    return FileRights{now.st_uid, now.st_gid, now.st_mode & 0777U};
}

std::optional<std::string> read_private(const std::filesystem::path& file) {
    const runtime::Descriptor opened(open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened && errno == ENOENT) return {};
    if (!opened) fail_to_read(file);
    std::string text;
    std::array<char, 4096> part{};
    for (;;) {
        const auto length = read(opened.get(), part.data(), part.size());
        if (length < 0 && errno == EINTR) continue;
        if (length < 0) fail_to_read(file);
        if (length == 0) return text;
        text.append(part.data(), static_cast<std::size_t>(length));
    }
}

}  // namespace layby::settings
