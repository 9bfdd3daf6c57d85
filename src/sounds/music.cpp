#include "sounds/music.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace layby::sounds {
namespace {

bool is_wav(const std::filesystem::path& file) {
    std::string ending = file.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    return ending == ".wav";
}

Files candidates(const std::filesystem::path& path) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) return {path};
    Files files;
    for (const auto& entry : std::filesystem::directory_iterator{path, error})
        if (is_wav(entry.path())) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

std::string music_advice(const std::filesystem::path& path) {
    const bool debian = path.string().starts_with("/usr/share/asterisk/moh");
    return debian ? "; install it with: apt install asterisk-moh-opsound-wav" : "";
}

}  // namespace

MusicMaking::MusicMaking(Files files, const std::vector<Encoding::Into>& into)
    : files_{std::move(files)}, encoding_{into}, samples_(4096) {}

bool MusicMaking::open_next() {
    while (next_ < files_.size()) {
        reader_.emplace(files_[next_++]);
        if (!reader_->good()) continue;  // it was good a moment ago: the rest plays on
        encoding_.from_rate(reader_->rate());
        return true;
    }
    reader_.reset();
    return false;
}

bool MusicMaking::make(std::size_t frames) {
    constexpr std::size_t most = most_music_minutes * 60 * frames_per_second;
    const std::size_t goal = std::min(encoding_.frames_made() + frames, most);
    while (!done_ && encoding_.frames_made() < goal) {
        const auto count = reader_ ? reader_->read(samples_) : 0;
        if (count > 0)
            encoding_.take(std::span{samples_}.first(count));
        else
            done_ = !open_next();
    }
    if (done_) encoding_.finish();
    done_ = done_ || encoding_.frames_made() >= most;
    return !done_;
}

Files playable(const std::string& music, const std::filesystem::path& path,
               std::vector<std::string>& problems) {
    Files files;
    double seconds = 0;
    for (const auto& file : candidates(path)) {
        const WavReader reader{file};
        seconds += reader.good() ? reader.seconds() : 0;
        if (reader.good())
            files.push_back(file);
        else
            problems.push_back(fmt::format("music {}: {}: {}{}", music, file.string(), reader.problem(),
                                           music_advice(path)));
    }
    if (candidates(path).empty())
        problems.push_back(
            fmt::format("music {}: there is no WAV file in {}{}", music, path.string(), music_advice(path)));
    if (seconds > most_music_minutes * 60)
        problems.push_back(fmt::format("music {}: longer than {} minutes; the rest is not played", music,
                                       most_music_minutes));
    return files;
}

}  // namespace layby::sounds
