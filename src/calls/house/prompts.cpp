#include "calls/house/prompts.hpp"

namespace layby::calls {
namespace {

void add_digits(Phrase& phrase, const std::string& number) {
    for (const char digit : number) phrase.push_back(std::string{"digits/"} + digit);
}

/// Of what else stands in a number nothing is said.
std::string spoken_digits(std::string number) {
    std::erase_if(number, [](char c) { return c < '0' || c > '9'; });
    return number;
}

constexpr std::size_t longest_extension = 5;

bool is_extension(const Party& party) {
    return !party.anonymous && !party.number.empty() && party.number.size() <= longest_extension &&
           party.number.find_first_not_of("0123456789") == std::string::npos;
}

void add_slot(Phrase& phrase, SlotNumber slot, Announcement style) {
    if (style == Announcement::tone) return;
    if (style == Announcement::sentence) phrase.emplace_back("extension");
    add_digits(phrase, slot.text());
}

void add_caller(Phrase& phrase, const Party& caller) {
    const std::string digits = caller.anonymous ? std::string{} : spoken_digits(caller.number);
    if (digits.empty()) return phrase.push_back("from-unknown-caller");
    phrase.emplace_back(digits.size() > longest_extension ? "vm-from-phonenumber" : "vm-from-extension");
    add_digits(phrase, digits);
}

}  // namespace

Phrase slot_phrase(SlotNumber slot, Announcement style) {
    Phrase phrase{"tone/confirm"};
    if (style == Announcement::tone) return phrase;
    add_slot(phrase, slot, style);
    phrase.emplace_back("silence/1");
    add_slot(phrase, slot, style);
    return phrase;
}

Phrase slot_phrase(SlotNumber slot, Announcement style, const Party& caller) {
    Phrase phrase{"tone/confirm"};
    add_slot(phrase, slot, style);
    add_caller(phrase, caller);
    if (style == Announcement::tone) return phrase;
    phrase.emplace_back("silence/1");
    add_slot(phrase, slot, style);
    return phrase;
}

Phrase pin_phrase(bool again) { return {again ? "auth-incorrect" : "agent-pass"}; }

Phrase refusal_phrase() { return {"tone/error", "pbx-parkingfailed"}; }

Phrase caller_gone_phrase() { return {"tone/busy", "tone/busy", "tone/busy"}; }

Phrase not_allowed_phrase() { return {"feature-not-avail-line"}; }

Phrase nobody_there_phrase(const std::vector<SlotNumber>& waiting) {
    Phrase phrase{"pbx-invalidpark"};
    if (!waiting.empty()) phrase.emplace_back("call-waiting");
    for (const SlotNumber slot : waiting) {
        add_digits(phrase, slot.text());
        phrase.emplace_back("silence/1");
    }
    return phrase;
}

Phrase wrong_number_phrase() { return {"pbx-invalid"}; }

Phrase wrong_slot_phrase(SlotNumber first, SlotNumber last) {
    Phrase phrase = wrong_number_phrase();
    phrase.emplace_back("extension");
    add_digits(phrase, first.text());
    phrase.emplace_back("to-extension");
    add_digits(phrase, last.text());
    return phrase;
}

Phrase taken_phrase(SlotNumber slot, const Party& holder) {
    Phrase phrase{"extension"};
    add_digits(phrase, slot.text());
    phrase.emplace_back("is-in-use");
    if (!is_extension(holder)) return phrase;
    phrase.insert(phrase.end(), {"with", "extension"});
    add_digits(phrase, holder.number);
    return phrase;
}

Phrase nothing_rings_phrase() { return {"cannot-complete-as-dialed"}; }

Phrase refusal_tone(bool busy) {
    constexpr std::size_t times = 4;
    return Phrase(times, busy ? "tone/busy" : "tone/error");
}

Phrase do_not_disturb_phrase(bool on) {
    return {"tone/confirm", "do-not-disturb", on ? "activated" : "de-activated"};
}

Phrase hours_phrase(bool by_hand) { return {"tone/confirm", by_hand ? "activated" : "de-activated"}; }

Phrase forward_phrase(const char* which, const std::string& number) {
    Phrase phrase{"tone/confirm", which};
    if (number.empty()) {
        phrase.emplace_back("de-activated");
        return phrase;
    }
    phrase.emplace_back("is-set-to");
    add_digits(phrase, spoken_digits(number));
    return phrase;
}

Phrase ringback_phrase() { return {"tone/ringback"}; }

}  // namespace layby::calls
