#include "sounds/examine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "calls/sound_names.hpp"
#include "sounds/music.hpp"
#include "sounds/wav_reader.hpp"

namespace layby::sounds {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_named = 5;

bool is_recording(const std::string& name) {
    return !name.starts_with("tone/") && !name.starts_with("silence/");
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

std::string list_of(std::vector<std::string> names) {
    const auto more = names.size() > most_named ? names.size() - most_named : 0;
    names.resize(names.size() - more);
    return fmt::format("{}{}", fmt::join(names, ", "), more ? fmt::format(" and {} more", more) : "");
}

std::string advice(const std::string& dir) {
    const bool debian = dir.starts_with("/usr/share/asterisk/sounds/");
    return debian ? "; install them with: apt install asterisk-core-sounds-en-wav" : "";
}

void examine_prompts(const Sources& sources, std::vector<std::string>& problems) {
    std::vector<std::string> missing;
    for (const std::string& name : calls::all_sound_names()) {
        if (!is_recording(name) || examine_own(sources, name, problems)) continue;
        if (!WavReader{fs::path{sources.prompts_dir} / (name + ".wav")}.good()) missing.push_back(name);
    }
    if (!missing.empty())
        problems.push_back(fmt::format("prompts: {} can't be read in {}, a beep is played instead{}",
                                       list_of(missing), sources.prompts_dir, advice(sources.prompts_dir)));
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
