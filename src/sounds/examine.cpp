#include "sounds/examine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "calls/languages.hpp"
#include "calls/sound_names.hpp"
#include "sounds/missing_words.hpp"
#include "sounds/music.hpp"
#include "sounds/wav_reader.hpp"

namespace layby::sounds {
namespace {

namespace fs = std::filesystem;

bool is_recording(const std::string& name) {
    return !name.starts_with("tone/") && !name.starts_with("silence/") && !calls::said_text(name);
}

/// The admin's own, if there is one; true when it takes the place of the usual one.
bool examine_own(const Sources& sources, const std::string& name, std::vector<std::string>& problems) {
    const auto file = fs::path{sources.own_dir} / (name + ".wav");
    std::error_code error;
    if (sources.own_dir.empty() || !fs::exists(file, error)) return false;
    const WavReader reader{file};
    if (!reader.good())
        problems.push_back(
            fmt::format("own sound {}: {}; the usual one is played", file.string(), reader.problem()));
    return reader.good();
}

void add_all(std::vector<std::string>& to, std::vector<std::string> more) {
    std::ranges::move(more, std::back_inserter(to));
}

void examine_prompts(const Sources& sources, std::vector<std::string>& problems) {
    MissingWords missing;
    for (const std::string& name : sources.names.empty() ? calls::all_sound_names() : sources.names) {
        if (!is_recording(name) || examine_own(sources, name, problems)) continue;
        if (WavReader{file_of(sources, name)}.good()) continue;
        const auto word = calls::recorded_word(name);
        missing[word.language].push_back(word.name);
    }
    add_all(problems, about_missing(sources, missing));
    add_all(problems, about_speech(sources));
}

}  // namespace

std::vector<std::string> examine(const Sources& sources) {
    std::vector<std::string> problems;
    std::error_code error;
    if (!sources.own_dir.empty() && !fs::is_directory(sources.own_dir, error))
        problems.push_back(fmt::format("own sounds: there is no folder {}", sources.own_dir));
    examine_prompts(sources, problems);
    for (const auto& [name, path] : sources.music) playable(name, path, problems);
    return problems;
}

}  // namespace layby::sounds
