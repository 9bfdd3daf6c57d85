// The languages that Layby speaks. Plain values, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace layby::calls {

struct Language {
    std::string code;        ///< ISO 639-1, e.g. "es"
    std::string name;        ///< in English, e.g. "Spanish"
    std::string recordings;  ///< the folder of its recordings; empty: a speech program says everything
    std::string package;     ///< of Debian, with these recordings
};

/// By their codes.
const std::vector<Language>& languages();
/// Null: we don't speak it.
const Language* language_of(std::string_view code);
/// The code that somebody may have meant who has written "German", "deutsch" or "de-AT"; empty: none.
std::string language_meant_by(const std::string& word);

/// What every phrase falls back on: of this the recordings are always there.
inline constexpr std::string_view english_code = "en";

/// A sound that a speech program makes is named by what it says: "say/de/Platz 7 0 1".
struct SaidText {
    std::string language, text;
};
/// None: the name is that of a recording or a tone.
std::optional<SaidText> said_text(std::string_view name);
/// The language of a recording, and its name there: "es/digits/7" is "digits/7" in "es". English ones have no
/// prefix.
struct RecordedWord {
    std::string language, name;
};
RecordedWord recorded_word(std::string_view name);

}  // namespace layby::calls
