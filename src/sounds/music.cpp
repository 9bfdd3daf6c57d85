#include "sounds/music.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sounds/shelf.hpp"
#include "words/spelling.hpp"

namespace layby::sounds {
namespace {

bool is_wav(const std::filesystem::path& file) { return lower_case(file.extension().string()) == ".wav"; }

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

std::string tracks_key(const std::string& key) { return key + ", tracks"; }
constexpr Codec any_codec = Codec::pcmu;  // of what has none

}  // namespace

MusicMaking::MusicMaking(Files files, std::string key, std::optional<double> lufs, EncodedSound& into,
                         std::vector<Codec> codecs)
    : files_{std::move(files)},
      key_{std::move(key)},
      lufs_{lufs},
      into_{into},
      codecs_{std::move(codecs)},
      notes_tracks_{!into.tracks().as_frames().whole()},
      samples_(4096) {
    std::map<int, std::vector<Encoding::Into>> by_rate;
    for (const Codec codec : codecs_)
        by_rate[codecs::sample_rate(codec)].push_back({codec, &into.frames(codec)});
    for (const auto& [rate, lines] : by_rate) encodings_.emplace_back(lines);
}

void MusicMaking::close() {
    if (levelling_) take(levelling_->finish());
    levelling_.reset();
}

bool MusicMaking::open_next() {
    close();
    while (next_ < files_.size()) {
        const auto& file = files_[next_++];
        reader_.emplace(file);
        if (!reader_->good()) continue;  // it was good a moment ago: the rest plays on
        if (lufs_) {
            WavReader whole{file};
            levelling_.emplace(reader_->rate(), gain_for(whole, *lufs_));
        }
        for (auto& encoding : encodings_) encoding.from_rate(reader_->rate());
        if (notes_tracks_) into_.tracks().add(frames_made());
        return true;
    }
    reader_.reset();
    return false;
}

void MusicMaking::take(std::span<const std::int16_t> samples) {
    for (auto& encoding : encodings_) encoding.take(samples);
}

void MusicMaking::end() {
    for (auto& encoding : encodings_) encoding.finish();
    for (const Codec codec : codecs_) into_.frames(codec).end();
    if (notes_tracks_) into_.tracks().as_frames().end();
}

bool MusicMaking::make(std::size_t frames) {
    constexpr std::size_t most = most_music_minutes * 60 * frames_per_second;
    const std::size_t goal = std::min(frames_made() + frames, most);
    while (!done_ && frames_made() < goal) {
        const auto count = reader_ ? reader_->read(samples_) : 0;
        const auto read = std::span<const std::int16_t>{samples_}.first(count);
        if (count > 0)
            take(levelling_ ? levelling_->take(read) : read);
        else
            done_ = !open_next();
    }
    done_ = done_ || frames_made() >= most;
    if (done_) end();
    return !done_;
}

void MusicMaking::keep(Shelf& shelf) const {
    for (const Codec codec : codecs_) shelf.keep(key_, codec, into_.frames(codec));
    if (notes_tracks_) shelf.keep(tracks_key(key_), any_codec, into_.tracks().as_frames());
}

bool fetch_tracks(Shelf& shelf, const std::string& key, EncodedSound& into) {
    return shelf.fetch(tracks_key(key), any_codec, into.tracks().as_frames());
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
