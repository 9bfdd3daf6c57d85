#include "sounds/missing_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <set>

#include "calls/languages.hpp"
#include "sounds/speech_program.hpp"

namespace layby::sounds {
namespace {

constexpr std::size_t most_named = 5;

std::string list_of(std::vector<std::string> names) {
    const auto more = names.size() > most_named ? names.size() - most_named : 0;
    names.resize(names.size() - more);
    return fmt::format("{}{}", fmt::join(names, ", "), more ? fmt::format(" and {} more", more) : "");
}

std::string folder_of(const Sources& sources, const std::string& code) {
    const auto* language = calls::language_of(code);
    if (code == calls::english_code || !language) return sources.prompts_dir;
    return (std::filesystem::path{sources.other_languages} / language->recordings).string();
}

std::string advice_for(const std::string& code, const std::string& folder) {
    const auto* language = calls::language_of(code);
    const bool debian = folder.starts_with("/usr/share/asterisk/sounds/");
    return language && debian ? fmt::format("; install them with: apt install {}", language->package) : "";
}

}  // namespace

std::string file_of(const Sources& sources, const std::string& name) {
    const auto word = calls::recorded_word(name);
    return (std::filesystem::path{folder_of(sources, word.language)} / (word.name + ".wav")).string();
}

std::vector<std::string> about_missing(const Sources& sources, const MissingWords& missing) {
    std::vector<std::string> out;
    for (const auto& [code, names] : missing) {
        const auto folder = folder_of(sources, code);
        const auto* language = calls::language_of(code);
        const bool english = code == calls::english_code || !language;
        out.push_back(fmt::format("prompts: {} can't be read in {}, {}{}", list_of(names), folder,
                                  english ? std::string{"a beep is played instead"}
                                          : fmt::format("English is heard instead of {}", language->name),
                                  advice_for(code, folder)));
    }
    return out;
}

std::vector<std::string> about_speech(const Sources& sources) {
    std::set<std::string> needed;
    for (const auto& name : sources.names)
        if (const auto said = calls::said_text(name))
            if (const auto* language = calls::language_of(said->language)) needed.insert(language->name);
    const auto& program = sources.say.arguments.front();
    if (needed.empty() || !program_file(program).empty()) return {};
    const bool debian = program == SayCommand{}.arguments.front();
    return {fmt::format(
        "speech: there is no program {}, which says what has no recordings in {}; English is "
        "heard instead{}",
        program, fmt::join(needed, ", "), debian ? "; install it with: apt install " + program : "")};
}

}  // namespace layby::sounds
