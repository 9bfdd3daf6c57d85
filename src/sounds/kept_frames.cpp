// The file: the head, the key, zeros up to a multiple of four, the end of each frame, the frames. Numbers are
// those of the machine: the file never leaves it.
#include "sounds/kept_frames.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "runtime/descriptor.hpp"
#include "sounds/frames.hpp"

namespace layby::sounds {
namespace {

struct Head {
    char mark[8];
    std::uint32_t key_size, frames;
    std::uint64_t data_size;
};
constexpr char mark[8] = {'l', 'a', 'y', 'b', 'y', 'f', 'r', '1'};
static_assert(sizeof(Head) == 24);

constexpr std::size_t aligned(std::size_t size) { return (size + 3) / 4 * 4; }

using runtime::Descriptor;
using runtime::write_all;

bool read_all(int fd, std::span<std::uint8_t> into) {
    while (!into.empty()) {
        const auto got = ::read(fd, into.data(), into.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        into = into.subspan(static_cast<std::size_t>(got));
    }
    return true;
}

std::string file_text(std::string_view key, const Frames& frames) {
    std::vector<std::uint32_t> ends;
    std::string data;
    const std::size_t count = frames.size();
    for (std::size_t i = 0; i < count; ++i) {
        const auto frame = frames[i];
        data.append(reinterpret_cast<const char*>(frame.data()), frame.size());
        ends.push_back(static_cast<std::uint32_t>(data.size()));
    }
    Head head{{}, static_cast<std::uint32_t>(key.size()), static_cast<std::uint32_t>(count), data.size()};
    std::memcpy(head.mark, mark, sizeof mark);
    std::string out(reinterpret_cast<const char*>(&head), sizeof head);
    out.append(key);
    out.resize(aligned(out.size()));
    out.append(reinterpret_cast<const char*>(ends.data()), ends.size() * sizeof ends[0]);
    return out + data;
}

}  // namespace

std::unique_ptr<const KeptFrames> KeptFrames::open(const std::filesystem::path& file, std::string_view key) {
    auto kept = std::make_unique<KeptFrames>();
    if (!kept->load(file) || !kept->understand(key)) return {};
    return kept;
}

bool KeptFrames::load(const std::filesystem::path& file) {
    const Descriptor fd{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    struct stat about {};
    if (!fd || fstat(fd.get(), &about) != 0 || !S_ISREG(about.st_mode)) return false;
    bytes_ = static_cast<std::size_t>(about.st_size);
    file_ = std::make_unique_for_overwrite<std::uint8_t[]>(bytes_);
    return read_all(fd.get(), {file_.get(), bytes_});
}

/// Believes nothing: a frame that reached beyond the file would end the process.
bool KeptFrames::understand(std::string_view key) {
    Head head;
    if (bytes_ < sizeof head) return false;
    std::memcpy(&head, file_.get(), sizeof head);
    if (std::memcmp(head.mark, mark, sizeof mark) != 0 || head.key_size != key.size()) return false;
    const std::size_t table = aligned(sizeof head + key.size());
    const std::size_t data = table + std::size_t{head.frames} * sizeof(std::uint32_t);
    if (data > bytes_ || head.data_size != bytes_ - data) return false;
    if (std::memcmp(file_.get() + sizeof head, key.data(), key.size()) != 0) return false;
    ends_ = {reinterpret_cast<const std::uint32_t*>(file_.get() + table), head.frames};
    data_ = file_.get() + data;
    std::uint32_t before = 0;
    for (const std::uint32_t end : ends_) {
        if (end < before || end > head.data_size) return false;
        before = end;
    }
    return true;
}

bool write_frames(const std::filesystem::path& file, std::string_view key, const Frames& frames) {
    const auto fresh = file.string() + ".new";
    const Descriptor fd{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (fd && write_all(fd.get(), file_text(key, frames)) && fdatasync(fd.get()) == 0 &&
        std::rename(fresh.c_str(), file.c_str()) == 0)
        return true;
    const int why = errno;
    if (fd) std::remove(fresh.c_str());  // half a file on a full disk is in everybody's way
    errno = why;
    return false;
}

}  // namespace layby::sounds
