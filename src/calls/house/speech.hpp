// Puts a sentence into a language: the sounds that say it, one after the other. Plain values, any thread.
#pragma once
#include <string>

#include "calls/office.hpp"
#include "calls/orders.hpp"
#include "calls/tongues/tongue.hpp"

namespace layby::calls {

/// How somebody is spoken to.
struct Speech {
    std::string language{"en"};
    /// Sentences with a slot of this lot are made whole. If not, and the speech program says them, their
    /// digits are sounds of their own: there would be too many sentences.
    bool whole{true};
};

/// What stands in the braces of a sentence.
struct Filling {
    std::string slot{}, last{}, number{};
};

/// A phrase in one language.
class Speaking {
  public:
    Speaking(const Tongue& tongue, bool whole) : tongue_{tongue}, whole_{whole} {}

    void sound(const char* name) { phrase_.emplace_back(name); }
    void say(Sentence what, const Filling& with = {});
    /// The digits one by one.
    void digits(const std::string& number);
    /// The same by the voice that says this sentence.
    void digits_after(Sentence what, const std::string& number);
    /// As the style wants it; nothing where that says nothing.
    void slot(SlotNumber slot, Announcement style);
    const Phrase& phrase() const { return phrase_; }

  private:
    void add_recorded(std::string_view names, const Filling& with);
    void add_text(std::string_view text, const Filling& with);
    void add_said(std::string text);
    void add_said_digits(const std::string& number);
    void add_word(const std::string& name);
    void number(SlotNumber slot);

    const Tongue& tongue_;
    bool whole_;
    Phrase phrase_;
};

/// In the language, and otherwise in English: where the sounds of one are missing, all of the other is heard.
template <class Say>
Phrase spoken_in(const Speech& speech, Say say) {
    const auto made = [&](const Tongue& in) {
        Speaking speaking{in, speech.whole};
        say(speaking);
        return speaking.phrase();
    };
    Phrase phrase = made(tongue(speech.language));
    const Phrase in_english = made(english);
    if (phrase == in_english) return phrase;
    phrase.emplace_back(or_else);
    phrase.insert(phrase.end(), in_english.begin(), in_english.end());
    return phrase;
}

}  // namespace layby::calls
