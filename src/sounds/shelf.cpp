#include "sounds/shelf.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "runtime/log.hpp"

namespace layby::sounds {
namespace {

/// To be counted up when an encoder, the resampler or the levelling gives other frames than before.
constexpr int made_in_this_way = 1;

const char* name_of(Codec codec) {
    switch (codec) {
        case Codec::pcmu:
            return "pcmu";
        case Codec::pcma:
            return "pcma";
        case Codec::g722:
            return "g722";
        case Codec::opus:
            return "opus";
    }
    return "";
}

/// FNV-1a, 64 bits. It only names files: the whole key stands in the file and is compared.
std::uint64_t hash_of(std::string_view bytes) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
    return hash;
}

std::string full_key(const std::string& key, Codec codec) {
    return fmt::format("{} {} {}", made_in_this_way, name_of(codec), key);
}

}  // namespace

Shelf::Shelf(std::filesystem::path dir, std::uintmax_t keep_free)
    : dir_{std::move(dir)}, keep_free_{keep_free} {
    std::error_code error;
    if (!dir_.empty()) std::filesystem::create_directory(dir_, error);
}

std::filesystem::path Shelf::file_of(const std::string& full_key) {
    auto file = dir_ / fmt::format("{:016x}.frames", hash_of(full_key));
    used_.insert(file);
    return file;
}

bool Shelf::fetch(const std::string& key, Codec codec, Frames& into) {
    if (dir_.empty()) return false;
    const auto name = full_key(key, codec);
    auto kept = KeptFrames::open(file_of(name), name);
    if (!kept) return false;
    into.take(std::move(kept));
    return true;
}

bool Shelf::has_room_for(const Frames& frames) const {
    std::error_code error;
    const auto space = std::filesystem::space(dir_, error);
    if (error || space.available >= keep_free_ + frames.memory()) return true;
    errno = ENOSPC;
    return false;
}

void Shelf::keep(const std::string& key, Codec codec, const Frames& frames) {
    if (dir_.empty()) return;
    const auto name = full_key(key, codec);
    const bool kept = has_room_for(frames) && write_frames(file_of(name), name, frames);
    if (kept || std::exchange(complained_, true)) return;
    log::warn("encoded sounds can't be kept in {}: {}; they are encoded again at the next start",
              dir_.string(), std::strerror(errno));
}

void Shelf::clear_others() {
    std::error_code error;
    if (dir_.empty()) return;
    for (const auto& entry : std::filesystem::directory_iterator{dir_, error}) {
        const auto& file = entry.path();
        const bool ours = file.extension() == ".frames" || file.extension() == ".new";
        if (ours && !used_.contains(file)) std::filesystem::remove(file, error);
    }
}

std::string key_of(std::span<const std::int16_t> samples, int rate) {
    const std::string_view bytes{reinterpret_cast<const char*>(samples.data()), samples.size_bytes()};
    return fmt::format("{} samples at {} {:016x}", samples.size(), rate, hash_of(bytes));
}

std::string key_of(const std::vector<std::filesystem::path>& files) {
    std::string key = "recordings";
    for (const auto& file : files) {
        struct stat about {};
        if (stat(file.c_str(), &about) != 0) continue;
        key += fmt::format(" {} {} {} {}.{:09} {}.{:09}", file.string(), about.st_ino, about.st_size,
                           about.st_mtim.tv_sec, about.st_mtim.tv_nsec, about.st_ctim.tv_sec,
                           about.st_ctim.tv_nsec);
    }
    return key;
}

}  // namespace layby::sounds
