#include "sounds/library.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <set>

#include "calls/prompts.hpp"
#include "sounds/loader.hpp"
#include "sounds/music.hpp"
#include "sounds/whole_sound.hpp"

namespace layby::sounds {
namespace {

using Clock = std::chrono::steady_clock;

/// Costs a few hundred milliseconds for an hour of music at an odd rate; the rest follows in the background.
constexpr auto patience = std::chrono::milliseconds{500};
constexpr std::size_t at_least = 10 * frames_per_second;

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

}  // namespace

struct Library::Inside {
    Sources sources;
    std::vector<std::string> problems, missing;
    std::map<std::string, std::unique_ptr<EncodedSound>> prompts;
    std::map<std::string, std::unique_ptr<EncodedSound>> musics;
    Loader loader;  // last: its thread ends first

    std::unique_ptr<EncodedSound> own(const std::string& name) {
        if (sources.own_dir.empty()) return nullptr;
        const auto file = std::filesystem::path{sources.own_dir} / (name + ".wav");
        std::error_code error;
        if (!std::filesystem::exists(file, error)) return nullptr;
        std::string problem;
        auto sound = recorded_sound(file, problem);
        if (!sound)
            problems.push_back(
                fmt::format("own sound {}: {}; the usual one is played", file.string(), problem));
        return sound;
    }

    std::unique_ptr<EncodedSound> usual(const std::string& name) {
        if (auto tone = tone_sound(name)) return tone;
        std::string problem;
        auto sound = recorded_sound(std::filesystem::path{sources.prompts_dir} / (name + ".wav"), problem);
        if (sound) return sound;
        missing.push_back(name);
        return tone_sound("tone/missing");
    }

    void load_prompts() {
        std::error_code error;
        if (!sources.own_dir.empty() && !std::filesystem::is_directory(sources.own_dir, error))
            problems.push_back(fmt::format("own sounds: there is no folder {}", sources.own_dir));
        for (const std::string& name : names_to_load()) {
            auto sound = own(name);
            prompts[name] = sound ? std::move(sound) : usual(name);
        }
        if (!missing.empty())
            problems.push_back(fmt::format("prompts: {} can't be read in {}, a beep is played instead{}",
                                           fmt::join(missing, ", "), sources.prompts_dir,
                                           debian_package(sources.prompts_dir)));
    }

    /// The beginning is ready when this returns; what remains goes to the loader.
    void begin_music(const std::string& name, const Files& files, std::vector<MusicMaking>& cheap,
                     std::vector<MusicMaking>& costly) {
        EncodedSound& music = *(musics[name] = std::make_unique<EncodedSound>());
        cheap.emplace_back(files, std::vector<Encoding::Into>{{Codec::pcmu, &music.frames(Codec::pcmu)},
                                                              {Codec::pcma, &music.frames(Codec::pcma)}});
        cheap.back().make(at_least);
        for (const Codec codec : {Codec::g722, Codec::opus}) {
            costly.emplace_back(files, std::vector<Encoding::Into>{{codec, &music.frames(codec)}});
            costly.back().make(at_least);
        }
        // A file of a header alone has no sound to play.
        if (music.frames(Codec::pcmu).size() == 0) {
            problems.push_back(fmt::format("music {}: its files are empty", name));
            cheap.pop_back();
            costly.erase(costly.end() - 2, costly.end());
            musics.erase(name);
        }
    }

    void load_music() {
        std::vector<MusicMaking> cheap, costly;
        for (const auto& [name, path] : sources.music)
            if (const auto files = playable(name, path, problems); !files.empty())
                begin_music(name, files, cheap, costly);
        const auto enough = Clock::now() + patience;
        for (MusicMaking& making : cheap)
            while (Clock::now() < enough && making.make(at_least)) {
            }
        std::move(costly.begin(), costly.end(), std::back_inserter(cheap));
        loader.start(std::move(cheap));
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
