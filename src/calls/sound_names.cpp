#include "calls/sound_names.hpp"

#include <set>

#include "calls/house/prompts.hpp"

namespace layby::calls {
namespace {

using Names = std::set<std::string>;

void note(Names& names, const Phrase& phrase) {
    for (const auto& name : phrase)
        if (name != or_else) names.insert(name);
}

constexpr std::string_view every_digit = "0123456789";

/// Somebody with every digit in its number, outside or inside.
Party numbered(std::size_t digits, std::size_t from = 0) {
    return {{}, std::string{every_digit.substr(from, digits)}, false};
}

void note_forwards(Names& names, const Speech& in) {
    for (const auto which : {Forwarded::always, Forwarded::busy, Forwarded::no_answer, Forwarded::other}) {
        note(names, forward_phrase(which, {}, in));
        note(names, forward_phrase(which, std::string{every_digit}, in));
    }
}

/// What is said without a slot.
void note_plain(Names& names, const Speech& in) {
    note(names, refusal_phrase(in));
    note(names, caller_gone_phrase());
    note(names, ringback_phrase());
    for (const bool one : {true, false}) {
        note(names, pin_phrase(one, in));
        note(names, do_not_disturb_phrase(one, in));
        note(names, hours_phrase(one, in));
        note(names, refusal_tone(one));
    }
    note(names, not_allowed_phrase(in));
    note(names, wrong_number_phrase(in));
    note(names, nothing_rings_phrase(in));
    note(names, nobody_there_phrase({}, in));
    note_forwards(names, in);
}

void note_slot(Names& names, SlotNumber slot, Announcement style, const Speech& in) {
    note(names, slot_phrase(slot, style, in));
    note(names, slot_phrase(slot, style, numbered(every_digit.size()), in));
    note(names, slot_phrase(slot, style, numbered(2), in));
    note(names, slot_phrase(slot, style, Party{}, in));
    note(names, slot_again_phrase(slot, style, in));
    note(names, nobody_there_phrase({slot}, in));
    note(names, taken_phrase(slot, {}, in));
    for (const std::size_t half : {0U, 5U}) note(names, taken_phrase(slot, numbered(5, half), in));
}

/// What is said of a lot to somebody, as far as names come of it. A thousand offices may have the same lot.
struct SpokenLot {
    std::string language;
    SlotNumber first, last;
    Announcement announcement{};
    bool said_whole{};
    bool offers_operator{}, offers_message{}, offers_call_back{};

    auto operator<=>(const SpokenLot&) const = default;
};

/// Whatever a caller who waits there may choose.
void note_choices(Names& names, const SpokenLot& lot, const Speech& in) {
    using parking::Reply;
    const Offers offers{lot.offers_operator, lot.offers_message, lot.offers_call_back};
    if (offers.any()) note(names, choices_phrase(offers, in));
    if (offers.call_back) note(names, reply_phrase(Reply::call_back, in));
    if (offers.message) {
        note(names, leave_message_phrase(in));
        note(names, reply_phrase(Reply::message_left, in));
        note(names, no_message_phrase(in));
    }
    if (!offers.operator_rings) return;
    note(names, reply_phrase(Reply::operator_rings, in));
    note(names, reply_phrase(Reply::nobody_answers, in));
}

void note_lot(Names& names, const SpokenLot& lot) {
    const Speech in{lot.language, lot.said_whole};
    note(names, wrong_slot_phrase(lot.first, lot.last, in));
    note_slot(names, lot.first, lot.announcement, in);
    note_choices(names, lot, in);
    if (lot.said_whole)
        for (auto slot = lot.first.value; slot <= lot.last.value; ++slot)
            note_slot(names, {slot}, lot.announcement, in);
    else if (lot.announcement == Announcement::number)
        for (auto slot = lot.first.value; slot <= lot.last.value; ++slot)
            note(names, slot_phrase({slot}, lot.announcement, in));
}

/// Of no lot.
void note_language(Names& names, const std::string& language) {
    note_plain(names, {language, true});
    // Whatever the slots are, they have digits.
    note_slot(names, {1234567890}, Announcement::digits, {language, false});
    note_slot(names, {1234567890}, Announcement::sentence, {language, false});
    note(names, wrong_slot_phrase({1}, {2}, {language, false}));
}

template <class Listed>
void note_languages(std::set<std::string>& in_use, const std::vector<Listed>& listed) {
    for (const auto& one : listed)
        if (!one.language.empty()) in_use.insert(one.language);
}

}  // namespace

std::vector<std::string> all_sound_names() { return sound_names(Office{}); }

std::vector<std::string> languages_in_use(const Office& office) {
    std::set<std::string> in_use{std::string{english.code}, office.language};
    note_languages(in_use, office.users);
    note_languages(in_use, office.trunks);
    note_languages(in_use, office.lots);
    note_languages(in_use, office.routes_in);
    return {in_use.begin(), in_use.end()};
}

std::vector<std::string> sound_names(const Office& office) { return sound_names(std::vector{&office}); }

std::vector<std::string> sound_names(const std::vector<const Office*>& offices) {
    std::set<std::string> languages;
    std::set<SpokenLot> lots;
    for (const auto* office : offices)
        for (const auto& language : languages_in_use(*office)) {
            languages.insert(language);
            for (const auto& lot : office->lots)
                lots.insert({language, lot.rules.first, lot.rules.last, lot.announcement, lot.said_whole,
                             !lot.rules.choices.operator_number.empty(), lot.rules.choices.message,
                             lot.rules.choices.call_back});
        }
    Names names;
    for (const auto& language : languages) note_language(names, language);
    for (const auto& lot : lots) note_lot(names, lot);
    return {names.begin(), names.end()};
}

}  // namespace layby::calls
