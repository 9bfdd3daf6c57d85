#include "sounds/library.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <map>
#include <set>

#include "calls/house/prompts.hpp"
#include "sounds/loader.hpp"
#include "sounds/music.hpp"
#include "sounds/whole_sound.hpp"

namespace layby::sounds {
namespace {

/// Of each music before anybody hears it; the loader makes more of it far faster than it is played. After an
/// upgrade callers wait for this.
constexpr std::size_t at_least = 3 * frames_per_second;

std::string debian_package(const std::string& dir) {
    if (!dir.starts_with("/usr/share/asterisk/sounds/")) return {};
    const auto language = dir.substr(27, 2);
    return fmt::format("; install them with: apt install asterisk-core-sounds-{}-wav", language);
}

std::set<std::string> names_to_load() {
    const auto used = calls::all_sound_names();
    std::set<std::string> names(used.begin(), used.end());
    names.insert({"tone/confirm", "tone/ringback", "tone/busy", "tone/error", "tone/silence", "tone/music"});
    return names;
}

struct Prompt {
    std::unique_ptr<EncodedSound> sound;
    std::string problem;  ///< of the admin's own one; empty: none
    bool missing{};       ///< a beep takes its place
};

/// The admin's own; none where there is none, or where it can't be used.
Prompt own_prompt(const Sources& sources, const std::string& name) {
    if (sources.own_dir.empty()) return {};
    const auto file = std::filesystem::path{sources.own_dir} / (name + ".wav");
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return {};
    std::string problem;
    auto sound = recorded_sound(file, problem);
    if (sound) return {std::move(sound), {}, false};
    return {nullptr, fmt::format("own sound {}: {}; the usual one is played", file.string(), problem), false};
}

Prompt load_prompt(const Sources& sources, const std::string& name) {
    Prompt prompt = own_prompt(sources, name);
    if (!prompt.sound) prompt.sound = tone_sound(name);
    if (prompt.sound) return prompt;
    std::string why;
    prompt.sound = recorded_sound(std::filesystem::path{sources.prompts_dir} / (name + ".wav"), why);
    prompt.missing = !prompt.sound;
    if (prompt.missing) prompt.sound = tone_sound("tone/missing");
    return prompt;
}

}  // namespace

struct Library::Inside {
    Sources sources;
    std::vector<std::string> problems, missing;
    std::map<std::string, std::unique_ptr<EncodedSound>> prompts;
    std::map<std::string, std::unique_ptr<EncodedSound>> musics;
    Loader loader;  // last: its thread ends first

    void load_prompts() {
        std::error_code error;
        if (!sources.own_dir.empty() && !std::filesystem::is_directory(sources.own_dir, error))
            problems.push_back(fmt::format("own sounds: there is no folder {}", sources.own_dir));
        std::map<std::string, std::future<Prompt>> loading;  // on all cores: encoding takes its time
        for (const std::string& name : names_to_load())
            loading[name] = std::async(std::launch::async, [&, name] { return load_prompt(sources, name); });
        for (auto& [name, future] : loading) {
            auto prompt = future.get();
            prompts[name] = std::move(prompt.sound);
            if (!prompt.problem.empty()) problems.push_back(prompt.problem);
            if (prompt.missing) missing.push_back(name);
        }
        if (!missing.empty())
            problems.push_back(fmt::format("prompts: {} can't be read in {}, a beep is played instead{}",
                                           fmt::join(missing, ", "), sources.prompts_dir,
                                           debian_package(sources.prompts_dir)));
    }

    /// The beginning is ready when this returns; what remains goes to the loader.
    void begin_music(const std::string& name, const Files& files, std::vector<MusicMaking>& making) {
        auto music = std::make_unique<EncodedSound>();
        const auto into = [&](Codec codec) { return Encoding::Into{codec, &music->frames(codec)}; };
        std::vector<MusicMaking> begun;
        begun.emplace_back(files, std::vector{into(Codec::pcmu), into(Codec::pcma)});
        for (const Codec codec : {Codec::g722, Codec::opus})
            begun.emplace_back(files, std::vector{into(codec)});
        for (MusicMaking& one : begun) one.make(at_least);
        // A file of a header alone has no sound to play.
        if (music->frames(Codec::pcmu).size() == 0)
            return problems.push_back(fmt::format("music {}: its files are empty", name));
        musics[name] = std::move(music);
        std::move(begun.begin(), begun.end(), std::back_inserter(making));
    }

    void load_music() {
        std::vector<MusicMaking> making;
        for (const auto& [name, path] : sources.music)
            if (const auto files = playable(name, path, problems); !files.empty())
                begin_music(name, files, making);
        loader.start(std::move(making));
    }
};

Library::Library(const Sources& sources) : inside_{std::make_unique<Inside>()} {
    inside_->sources = sources;
    inside_->load_prompts();
    inside_->load_music();
}

Library::~Library() = default;

const std::vector<std::string>& Library::problems() const { return inside_->problems; }

bool Library::complete() const { return inside_->loader.complete(); }

std::size_t Library::memory() const {
    std::size_t bytes = 0;
    for (const auto& [name, sound] : inside_->prompts) bytes += sound->memory();
    for (const auto& [name, music] : inside_->musics) bytes += music->memory();
    return bytes;
}

const Sound* Library::prompt(const std::string& name) const {
    const auto found = inside_->prompts.find(name);
    return found != inside_->prompts.end() ? found->second.get() : inside_->prompts.at("tone/error").get();
}

const Sound* Library::music(const std::string& name) const {
    for (const auto& wanted : {name, std::string{"default"}})
        if (const auto found = inside_->musics.find(wanted); found != inside_->musics.end())
            return found->second.get();
    return inside_->prompts.at("tone/music").get();
}

}  // namespace layby::sounds
