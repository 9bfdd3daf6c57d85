#include "settings/private_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
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

}  // namespace

void write_private(const std::filesystem::path& file, std::string_view text) {
    const auto fresh = file.string() + ".new";
    unlink(fresh.c_str());
    const runtime::Descriptor opened(
        open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!opened) fail_to_write(fresh);
    const bool written = runtime::write_all(opened.get(), text) && fsync(opened.get()) == 0;
    if (!written || std::rename(fresh.c_str(), file.c_str()) != 0) fail_to_write(fresh);
    sync_directory(file.parent_path());
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
