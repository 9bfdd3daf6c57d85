#include "calls/prompts.hpp"

namespace layby::calls {
namespace {

void add_digits(Phrase& phrase, SlotNumber slot) {
    for (const char digit : slot.text()) phrase.push_back(std::string{"digits/"} + digit);
}

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

Phrase refusal_phrase() { return {"tone/error", "pbx-parkingfailed"}; }

Phrase ringback_phrase() { return {"tone/ringback"}; }

std::vector<std::string> all_sound_names() {
    std::vector<std::string> names{"tone/confirm", "tone/ringback",     "tone/busy", "tone/error",
                                   "extension",    "pbx-parkingfailed", "silence/1"};
    for (int digit = 0; digit <= 9; ++digit) names.push_back("digits/" + std::to_string(digit));
    return names;
}

}  // namespace layby::calls
