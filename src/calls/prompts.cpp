#include "calls/prompts.hpp"

namespace layby::calls {
namespace {

void add_digits(Phrase& phrase, SlotNumber slot) {
    for (const char digit : slot.text()) phrase.push_back(std::string{"digits/"} + digit);
}

constexpr std::size_t longest_extension = 5;

void add_slot(Phrase& phrase, SlotNumber slot, Announcement style) {
    if (style == Announcement::sentence) phrase.emplace_back("extension");
    add_digits(phrase, slot);
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

void add_caller(Phrase& phrase, const Party& caller) {
    std::string digits = caller.anonymous ? std::string{} : caller.number;
    std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
    if (digits.empty()) return;
    phrase.emplace_back("silence/1");
    phrase.emplace_back(digits.size() > longest_extension ? "vm-from-phonenumber" : "vm-from-extension");
    for (const char digit : digits) phrase.push_back(std::string{"digits/"} + digit);
}

Phrase pin_phrase(bool again) { return {again ? "auth-incorrect" : "agent-pass"}; }

Phrase refusal_phrase() { return {"tone/error", "pbx-parkingfailed"}; }

Phrase ringback_phrase() { return {"tone/ringback"}; }

std::vector<std::string> all_sound_names() {
    std::vector<std::string> names{"tone/confirm",   "tone/ringback",       "tone/busy",        "tone/error",
                                   "extension",      "pbx-parkingfailed",   "silence/1",        "agent-pass",
                                   "auth-incorrect", "vm-from-phonenumber", "vm-from-extension"};
    for (int digit = 0; digit <= 9; ++digit) names.push_back("digits/" + std::to_string(digit));
    return names;
}

}  // namespace layby::calls
