#include "sounds/library.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "calls/sound_names.hpp"
#include "sounds/loader.hpp"
#include "sounds/music.hpp"
#include "sounds/shelf.hpp"
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

/// A prompt as it was found: what it is, and what the admin should know of it.
struct Prompt {
    WholeSound sound;
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
    if (sound.samples) return {std::move(sound), {}, false};
    return {{}, fmt::format("own sound {}: {}; the usual one is played", file.string(), problem), false};
}

Prompt find_prompt(const Sources& sources, const std::string& name) {
    Prompt prompt = own_prompt(sources, name);
    if (!prompt.sound.samples) prompt.sound = tone_sound(name);
    if (prompt.sound.samples) return prompt;
    std::string why;
    prompt.sound = recorded_sound(std::filesystem::path{sources.prompts_dir} / (name + ".wav"), why);
    prompt.missing = !prompt.sound.samples;
    if (prompt.missing) prompt.sound = tone_sound("tone/missing");
    return prompt;
}

bool is_costly(Codec codec) { return codec == Codec::g722 || codec == Codec::opus; }

}  // namespace

struct Library::Inside {
    Sources sources;
    Shelf shelf;
    std::vector<std::string> problems, missing;
    std::map<std::string, std::unique_ptr<EncodedSound>> prompts;
    std::map<std::string, std::unique_ptr<EncodedSound>> musics;
    Loader loader;  // last: its thread ends first

    explicit Inside(const Sources& wanted) : sources{wanted}, shelf{wanted.shelf_dir} {}

    /// The codecs that the shelf doesn't have.
    std::vector<Codec> fetch(EncodedSound& sound, const std::string& key) {
        std::vector<Codec> missed;
        for (const Codec codec : every_codec)
            if (!shelf.fetch(key, codec, sound.frames(codec))) missed.push_back(codec);
        return missed;
    }

    /// What is kept without its tracks, by an older version, is made anew.
    std::vector<Codec> fetch_music(EncodedSound& music, const std::string& key) {
        if (fetch_tracks(shelf, key, music)) return fetch(music, key);
        return {std::begin(every_codec), std::end(every_codec)};
    }

    /// Ready when this returns, but for the costly codecs of one that no start before has encoded.
    std::unique_ptr<EncodedSound> load(WholeSound whole, Loader::Jobs& later) {
        auto sound = std::make_unique<EncodedSound>();
        auto at_once = fetch(*sound, whole.key);
        if (at_once.empty()) return sound;
        std::vector<Codec> costly;
        std::copy_if(at_once.begin(), at_once.end(), std::back_inserter(costly), is_costly);
        std::erase_if(at_once, is_costly);
        WholeMaking cheap{whole, *sound, at_once};
        cheap.make({});
        cheap.keep(shelf);
        if (!costly.empty())
            later.push_back(std::make_unique<WholeMaking>(std::move(whole), *sound, std::move(costly)));
        return sound;
    }

    void load_prompts(Loader::Jobs& later) {
        std::error_code error;
        if (!sources.own_dir.empty() && !std::filesystem::is_directory(sources.own_dir, error))
            problems.push_back(fmt::format("own sounds: there is no folder {}", sources.own_dir));
        for (const std::string& name : names_to_load()) {
            Prompt prompt = find_prompt(sources, name);
            prompts[name] = load(std::move(prompt.sound), later);
            if (!prompt.problem.empty()) problems.push_back(prompt.problem);
            if (prompt.missing) missing.push_back(name);
        }
        if (!missing.empty())
            problems.push_back(fmt::format("prompts: {} can't be read in {}, a beep is played instead{}",
                                           fmt::join(missing, ", "), sources.prompts_dir,
                                           debian_package(sources.prompts_dir)));
    }

    /// The beginning is ready when this returns; what remains goes to the loader.
    void load_one_music(const std::string& name, const Files& files, Loader::Jobs& later) {
        auto music = std::make_unique<EncodedSound>();
        const auto key = fmt::format("{} at {}", key_of(files), sources.loudness.value_or(0));
        if (auto missed = fetch_music(*music, key); !missed.empty()) {
            auto making =
                std::make_unique<MusicMaking>(files, key, sources.loudness, *music, std::move(missed));
            making->make(at_least);
            later.push_back(std::move(making));
        }
        // A file of a header alone has no sound to play.
        if (music->frames(Codec::pcmu).size() == 0) {
            later.pop_back();
            return problems.push_back(fmt::format("music {}: its files are empty", name));
        }
        musics[name] = std::move(music);
    }

    void load_music(Loader::Jobs& later) {
        for (const auto& [name, path] : sources.music)
            if (const auto files = playable(name, path, problems); !files.empty())
                load_one_music(name, files, later);
    }
};

Library::Library(const Sources& sources) : inside_{std::make_unique<Inside>(sources)} {
    Loader::Jobs prompts, music;
    inside_->load_prompts(prompts);
    inside_->load_music(music);
    inside_->loader.start(std::move(prompts), std::move(music), inside_->shelf);
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
