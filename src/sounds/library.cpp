#include "sounds/library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>

#include "calls/languages.hpp"
#include "calls/orders.hpp"
#include "calls/sound_names.hpp"
#include "sounds/loader.hpp"
#include "sounds/missing_words.hpp"
#include "sounds/music.hpp"
#include "sounds/saying.hpp"
#include "sounds/shelf.hpp"
#include "sounds/speech_program.hpp"
#include "sounds/whole_sound.hpp"

namespace layby::sounds {
namespace {

/// Of each music before anybody hears it; the loader makes more of it far faster than it is played. After an
/// upgrade callers wait for this.
constexpr std::size_t at_least = 3 * frames_per_second;

std::set<std::string> names_to_load(const Sources& sources) {
    const auto used = sources.names.empty() ? calls::all_sound_names() : sources.names;
    std::set<std::string> names(used.begin(), used.end());
    names.insert({"tone/confirm", "tone/ringback", "tone/busy", "tone/error", "tone/silence", "tone/music"});
    return names;
}

/// A prompt as it was found: what it is, and what the admin should know of it.
struct Prompt {
    WholeSound sound;
    std::string problem;  ///< of the admin's own one; empty: none
    bool missing{};       ///< a beep takes its place, or the sentence is heard in English
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
    prompt.sound = recorded_sound(file_of(sources, name), why);
    prompt.missing = !prompt.sound.samples;
    if (prompt.missing) prompt.sound = tone_sound("tone/missing");
    return prompt;
}

bool is_english(const std::string& name) {
    return calls::recorded_word(name).language == calls::english_code;
}

bool is_costly(Codec codec) { return codec == Codec::g722 || codec == Codec::opus; }

}  // namespace

/// Where sounds are found by name: never changed, so that any thread may look.
using Shelved = std::map<std::string, const EncodedSound*>;

bool is_whole(const EncodedSound& sound) {
    return std::ranges::all_of(every_codec, [&](Codec codec) { return sound.frames(codec).whole(); });
}

struct Library::Inside {
    Sources sources;
    Shelf shelf;
    std::vector<std::string> problems;
    std::map<std::string, std::unique_ptr<EncodedSound>> prompts;  // none is ever forgotten: it may be heard
    std::map<std::string, std::unique_ptr<EncodedSound>> musics;
    std::vector<std::unique_ptr<EncodedSound>> retired;
    std::vector<std::unique_ptr<const Shelved>> shelved;
    std::atomic<const Shelved*> by_name{};  // the last of them
    std::unique_ptr<SpeechProgram> program;
    Loader loader;  // last: its thread ends first

    explicit Inside(const Sources& wanted) : sources{wanted}, shelf{wanted.shelf_dir} {}
    ~Inside() {
        if (program) program->stop();
    }

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

    /// A recording or tone that isn't there yet.
    void load_prompt(const std::string& name, Loader::Jobs& later, MissingWords& missing) {
        Prompt prompt = find_prompt(sources, name);
        if (!prompt.problem.empty()) problems.push_back(prompt.problem);
        if (prompt.missing) {
            const auto word = calls::recorded_word(name);
            missing[word.language].push_back(word.name);
        }
        if (!prompt.missing || is_english(name)) prompts[name] = load(std::move(prompt.sound), later);
    }

    /// What was said before lies on the shelf; all else is said by the loader.
    void load_text(const std::string& name, const calls::SaidText& said, Loader::Jobs& later) {
        auto& sound = prompts[name];
        if (sound && is_whole(*sound)) return;
        if (!sound) sound = std::make_unique<EncodedSound>();
        std::vector<Codec> missed;
        for (const Codec codec : every_codec) {
            auto& frames = sound->frames(codec);
            if (!frames.whole() && !shelf.fetch(program->key_of(said), codec, frames))
                missed.push_back(codec);
        }
        if (missed.empty()) return;
        later.push_back(std::make_unique<Saying>(*program, said, *sound, std::move(missed)));
    }

    void load_prompts(Loader::Work& later) {
        std::error_code error;
        if (!sources.own_dir.empty() && !std::filesystem::is_directory(sources.own_dir, error))
            problems.push_back(fmt::format("own sounds: there is no folder {}", sources.own_dir));
        program = std::make_unique<SpeechProgram>(sources.say);
        MissingWords missing;
        for (const std::string& name : names_to_load(sources)) {
            if (const auto said = calls::said_text(name))
                load_text(name, *said, later.slow);
            else if (!prompts.contains(name))
                load_prompt(name, later.shorts, missing);
        }
        std::ranges::move(about_missing(sources, missing), std::back_inserter(problems));
        std::ranges::move(about_speech(sources), std::back_inserter(problems));
        show_shelved();
    }

    /// The program was asked and has failed.
    bool is_left_unsaid() const {
        return loader.complete() && std::ranges::any_of(prompts, [](const auto& one) {
                   return calls::said_text(one.first) && !is_whole(*one.second);
               });
    }

    /// Somebody may still hear what the other voice has said.
    void retire_texts() {
        for (auto& [name, sound] : prompts)
            if (calls::said_text(name)) retired.push_back(std::move(sound));
        std::erase_if(prompts, [](const auto& one) { return !one.second; });
    }

    void show_shelved() {
        auto now = std::make_unique<Shelved>();
        for (const auto& [name, sound] : prompts) now->emplace(name, sound.get());
        by_name.store(now.get(), std::memory_order_release);
        shelved.push_back(std::move(now));
    }

    const EncodedSound* find(const std::string& name) const {
        const Shelved& now = *by_name.load(std::memory_order_acquire);
        const auto found = now.find(name);
        return found == now.end() ? nullptr : found->second;
    }

    /// A text counts as there once it was said, a recording at once: it is encoded within a second.
    bool has(const std::string& name) const {
        const auto* sound = find(name);
        return sound && (!calls::said_text(name) || is_whole(*sound));
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
    Loader::Work later;
    inside_->load_prompts(later);
    inside_->load_music(later.longs);
    inside_->loader.start(std::move(later), inside_->shelf);
}

void Library::use(std::vector<std::string> names, const SayCommand& say) {
    const bool another_voice = inside_->sources.say != say;
    if (inside_->sources.names == names && !another_voice && !inside_->is_left_unsaid()) return;
    inside_->program->stop();
    inside_->loader.pause();
    if (another_voice) inside_->retire_texts();
    inside_->sources.names = std::move(names);
    inside_->sources.say = say;
    Loader::Work later;
    inside_->load_prompts(later);
    inside_->loader.start(std::move(later), inside_->shelf);
}

std::vector<const Sound*> Library::phrase(const std::vector<std::string>& names) const {
    auto from = names.begin();
    for (;;) {
        const auto to = std::find(from, names.end(), calls::or_else);
        if (to == names.end() ||
            std::all_of(from, to, [&](const auto& name) { return inside_->has(name); })) {
            std::vector<const Sound*> out;
            std::transform(from, to, std::back_inserter(out), [&](const auto& name) { return prompt(name); });
            return out;
        }
        from = to + 1;
    }
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
    const auto* found = inside_->find(name);
    return found ? found : inside_->find("tone/error");
}

const Sound* Library::music(const std::string& name) const {
    for (const auto& wanted : {name, std::string{"default"}})
        if (const auto found = inside_->musics.find(wanted); found != inside_->musics.end())
            return found->second.get();
    return inside_->find("tone/music");
}

}  // namespace layby::sounds
