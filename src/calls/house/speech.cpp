#include "calls/house/speech.hpp"

#include <algorithm>
#include <utility>

#include "calls/languages.hpp"

namespace layby::calls {
namespace {

/// "7 0 1": read so, it is heard digit by digit.
std::string spaced(const std::string& number) {
    std::string out;
    for (const char digit : number) out += out.empty() ? std::string{digit} : std::string{' ', digit};
    return out;
}

std::string trim(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return std::string{text.substr(first, text.find_last_not_of(' ') - first + 1)};
}

const std::string* field(const Filling& with, std::string_view name) {
    if (name == "{slot}") return &with.slot;
    if (name == "{last}") return &with.last;
    return name == "{number}" ? &with.number : nullptr;
}

}  // namespace

void Speaking::add_word(const std::string& name) {
    const bool plain = tongue_.code == english_code;
    phrase_.push_back(plain ? name : std::string{tongue_.code} + '/' + name);
}

void Speaking::add_said(std::string text) {
    if (text.empty()) return;
    phrase_.push_back("say/" + std::string{tongue_.code} + '/' + std::move(text));
}

void Speaking::add_said_digits(const std::string& number) {
    for (const char digit : number) add_said(std::string{digit});
}

void Speaking::digits(const std::string& number) {
    if (!tongue_.has_recordings()) return add_said_digits(number);
    for (const char digit : number) add_word(std::string{"digits/"} + digit);
}

void Speaking::digits_after(Sentence what, const std::string& number) {
    if (tongue_.words(what).text.empty()) return digits(number);
    if (whole_) return add_said(spaced(number));
    add_said_digits(number);
}

void Speaking::add_recorded(std::string_view names, const Filling& with) {
    for (const auto& name : words_in(names)) {
        const std::string* number = field(with, name);
        if (number)
            digits(*number);
        else
            add_word(name);
    }
}

/// Slots stand within the sentence: there are only so many. Other numbers may be any, so their digits are
/// sounds of the same voice.
void Speaking::add_text(std::string_view text, const Filling& with) {
    std::string said;
    while (!text.empty()) {
        const auto begin = std::min(text.find('{'), text.size());
        said += text.substr(0, begin);
        text.remove_prefix(begin);
        if (text.empty()) break;
        const auto end = text.find('}') + 1;
        const auto name = text.substr(0, end);
        text.remove_prefix(end);
        if (whole_ && name != "{number}") {
            said += spaced(*field(with, name));
            continue;
        }
        add_said(trim(std::exchange(said, {})));
        add_said_digits(*field(with, name));
    }
    add_said(trim(said));
}

void Speaking::say(Sentence what, const Filling& with) {
    const Words& words = tongue_.words(what);
    if (words.text.empty()) return add_recorded(words.recorded, with);
    add_text(words.text, with);
}

void Speaking::number(SlotNumber slot) {
    const bool has_text = tongue_.code != english_code && whole_;
    if (slot.value <= tongue_.highest && tongue_.has_recordings()) {
        for (const auto& word : number_words(tongue_, slot.value)) add_word(word);
        return;
    }
    if (has_text) return add_said(slot.text());
    digits(slot.text());
}

void Speaking::slot(SlotNumber slot, Announcement style) {
    switch (style) {
        case Announcement::tone:
        case Announcement::silent:
            return;
        case Announcement::number:
            return number(slot);
        case Announcement::sentence:
            return say(Sentence::slot_is, {.slot = slot.text()});
        case Announcement::digits:
            break;
    }
    if (tongue_.has_recordings() || !whole_) return digits(slot.text());
    add_said(spaced(slot.text()));
}

}  // namespace layby::calls
