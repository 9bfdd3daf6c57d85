#include "recordings/wav_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <array>
#include <cstring>

#include "media/recordings.hpp"

namespace layby::recordings {
namespace {

constexpr std::size_t head_bytes = 44;
constexpr std::uint32_t rate = media::Recordings::sample_rate;
constexpr std::uint32_t sample_bytes = sizeof(std::int16_t);
/// A power cut takes no more than this.
constexpr std::uint64_t synced_every = rate;

using Head = std::array<char, head_bytes>;

template <class Number>
void put(Head& head, std::size_t at, Number number) {
    for (std::size_t i = 0; i < sizeof number; ++i)
        head[at + i] = static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i));
}

/// RIFF, "fmt " and the beginning of "data".
Head head_of(std::uint64_t samples) {
    Head head{};
    const auto bytes = static_cast<std::uint32_t>(samples * sample_bytes);
    std::memcpy(head.data(), "RIFF", 4);
    put(head, 4, static_cast<std::uint32_t>(bytes + head_bytes - 8));
    std::memcpy(head.data() + 8, "WAVEfmt ", 8);
    put(head, 16, std::uint32_t{16});
    put(head, 20, std::uint16_t{1});  // PCM
    put(head, 22, std::uint16_t{1});  // channel
    put(head, 24, rate);
    put(head, 28, rate * sample_bytes);
    put(head, 32, static_cast<std::uint16_t>(sample_bytes));
    put(head, 34, std::uint16_t{16});  // bits
    std::memcpy(head.data() + 36, "data", 4);
    put(head, 40, bytes);
    return head;
}

bool put_head(int file, std::uint64_t samples) {
    const Head head = head_of(samples);
    return pwrite(file, head.data(), head.size(), 0) == static_cast<ssize_t>(head.size()) && fsync(file) == 0;
}

bool is_roomy(int file, std::uintmax_t keep_free) {
    struct statvfs disk {};
    if (fstatvfs(file, &disk) != 0 || std::uintmax_t{disk.f_bavail} * disk.f_frsize >= keep_free) return true;
    errno = ENOSPC;
    return false;
}

bool sync_folder_of(const std::filesystem::path& file) {
    const runtime::Descriptor folder(open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return folder && fsync(folder.get()) == 0;
}

}  // namespace

std::optional<WavFile> WavFile::create(const std::filesystem::path& file, std::uintmax_t keep_free) {
    runtime::Descriptor opened(
        open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!opened || !is_roomy(opened.get(), keep_free) || !sync_folder_of(file)) return {};
    const Head head = head_of(0);
    if (!runtime::write_all(opened.get(), {head.data(), head.size()})) return {};
    return WavFile{std::move(opened), keep_free};
}

bool WavFile::add(std::span<const std::int16_t> samples) {
    const std::string_view bytes(reinterpret_cast<const char*>(samples.data()), samples.size_bytes());
    if (!runtime::write_all(file_.get(), bytes)) return false;
    samples_ += samples.size();
    if (samples_ - synced_ < synced_every) return true;
    synced_ = samples_;
    return is_roomy(file_.get(), keep_free_) && fdatasync(file_.get()) == 0;
}

bool WavFile::finish() { return put_head(file_.get(), samples_); }

std::optional<std::uint64_t> recover_wav(const std::filesystem::path& file) {
    const runtime::Descriptor opened(open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    struct stat about {};
    if (!opened || fstat(opened.get(), &about) != 0 || !S_ISREG(about.st_mode)) return {};
    const auto bytes = static_cast<std::uint64_t>(about.st_size);
    const std::uint64_t samples = bytes < head_bytes ? 0 : (bytes - head_bytes) / sample_bytes;
    const auto whole = static_cast<off_t>(head_bytes + samples * sample_bytes);
    if (ftruncate(opened.get(), whole) != 0 || !put_head(opened.get(), samples)) return {};
    return samples;
}

}  // namespace layby::recordings
