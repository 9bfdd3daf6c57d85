// A language as data: how its numbers are made and which words each sentence has. To add a language is to add
// a table. Plain values, any thread.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layby::calls {

/// Everything that is ever said, besides bare numbers.
enum class Sentence : std::uint8_t {
    slot_is,         ///< where a call is parked: `{slot}`
    from_unknown,    ///< whom that has parked
    from_number,     ///< `{number}`
    from_extension,  ///< the same, of somebody inside
    ask_pin,
    wrong_pin,
    not_parked,
    not_allowed,
    nobody_there,
    waiting_at,  ///< slots follow
    wrong_number,
    slots_are,  ///< from `{slot}` to `{last}`
    taken,      ///< somebody is faster in `{slot}`
    taken_by,   ///< and it is `{number}`
    not_reached,
    do_not_disturb,
    disturb_again,
    by_hand,  ///< hours
    by_clock,
    forward_always,  ///< to `{number}`
    forward_busy,
    forward_no_answer,
    forward_other,
    no_forward_always,
    no_forward_busy,
    no_forward_no_answer,
    no_forward_other,
    press_for_operator,  ///< what a caller who waits may choose
    press_for_call_back,
    operator_rings,     ///< it has chosen
    operator_away,      ///< and waits on
    called_back,        ///< and is let go
    press_for_message,  ///< another choice
    speak_after_tone,
    message_left,  ///< and is let go
    no_message,    ///< none can be left, and it waits on
};
inline constexpr std::size_t sentence_count = static_cast<std::size_t>(Sentence::no_message) + 1;

/// A sentence is made of recordings, or it is a text for the speech program: never of both, since those are
/// two voices. Names in braces stand for digits.
struct Words {
    std::string_view recorded{};  ///< names of recordings, between blanks
    std::string_view text{};
};
constexpr Words recorded(std::string_view names) { return {names, {}}; }
constexpr Words spoken(std::string_view text) { return {{}, text}; }

/// How a number from `from` up to the next rule is said. `/` is the number of `base`s in it, `%` what is left
/// over, `=` its own recording, `~` that of the number without what is left over; all else names recordings.
struct NumberRule {
    std::uint32_t from{}, base{};
    std::string_view whole;      ///< nothing is left over
    std::string_view with_rest;  ///< something is
};

using Sentences = std::array<Words, sentence_count>;

struct Tongue {
    std::string_view code;
    std::string_view name;      ///< in English
    std::string_view own_name;  ///< in lower case
    std::string_view folder;    ///< of its recordings, below Debian's; empty: everything is a text
    std::string_view package;
    std::span<const NumberRule> numbers;
    std::uint32_t highest{};  ///< for which there are recordings
    Sentences sentences;

    bool has_recordings() const { return !folder.empty(); }
    const Words& words(Sentence what) const { return sentences[static_cast<std::size_t>(what)]; }
};

extern const Tongue english, spanish, french, italian, russian, german, dutch, polish, portuguese;

std::span<const Tongue* const> tongues();
/// English for what we don't speak.
const Tongue& tongue(std::string_view code);

/// What stands between blanks.
std::vector<std::string> words_in(std::string_view line);
/// The recordings of a number up to the highest, without the language.
std::vector<std::string> number_words(const Tongue& tongue, std::uint32_t number);

}  // namespace layby::calls
