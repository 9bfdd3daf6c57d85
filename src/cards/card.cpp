#include "cards/card.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cards/words.hpp"

namespace layby::cards {
namespace {

using Keys = std::vector<Key>;

std::string said(const char* words, const std::string& with) {
    return fmt::format(fmt::runtime(words), with);
}

Keys digits(const std::string& text) {
    Keys out;
    for (const char c : text) out.push_back({Key::Kind::digit, std::string(1, c)});
    return out;
}
Keys named(const std::string& text) { return {{Key::Kind::named, text}}; }
Keys value(const std::string& text) { return {{Key::Kind::value, text}}; }

Keys operator+(Keys one, const Keys& other) {
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

/// Both have to be there, or there is nothing to press.
void add(Section& section, const std::string& code, const Keys& keys, const std::string& text) {
    if (!code.empty()) section.lines.push_back({keys, text});
}

std::string shown(const calls::User& user) { return user.display.empty() ? user.name : user.display; }

/// Who can be dialled on a keypad.
const calls::User* somebody_of(const Holder& holder) {
    const auto found = std::ranges::find_if(holder.others, [&](const auto& other) {
        const bool on_keypad = other.name.find_first_not_of("0123456789") == std::string::npos;
        return on_keypad && other.name != holder.user.name;
    });
    return found == holder.others.end() ? nullptr : &*found;
}

std::string first_slot(const calls::LotNumbers& lot) { return lot.rules.first.text(); }

Section parking(const Holder& holder, const calls::LotNumbers& lot, const PhoneOfCard& phone,
                const Words& words) {
    const auto& codes = holder.codes;
    const bool alone = holder.lots.size() == 1, first = &lot == &holder.lots.front();
    const auto &name = lot.rules.name, slot = first_slot(lot);
    Section out{alone ? words.parking : said(words.parking_in, name), {}};
    if (phone.has_keys) {
        out.lines.push_back({named(alone ? "Park" : "Park " + name), words.park_key});
        out.lines.push_back({named((alone ? "Park" : name) + ' ' + slot), said(words.slot_key, slot)});
    }
    out.lines.push_back(
        {named(words.transfer) + digits(lot.park_number) + named(words.transfer), words.by_hand});
    if (!first) return out;  // codes park in the first lot, but for a slot
    add(out, codes.in_call_park, digits(codes.in_call_park), words.in_call);
    add(out, codes.park, named(words.hold) + digits(codes.park), words.on_hold);
    add(out, codes.park, named(words.hold) + digits(codes.park + slot), said(words.on_hold_in, slot));
    return out;
}

Section retrieving(const Holder& holder, const PhoneOfCard& phone, const Words& words) {
    const auto& codes = holder.codes;
    Section out{words.retrieving, {}};
    const auto& first = holder.lots.front();
    out.lines.push_back({digits(first_slot(first)), said(words.dial_slot, first_slot(first))});
    const auto label = (holder.lots.size() == 1 ? "Park" : first.rules.name) + ' ' + first_slot(first);
    if (phone.has_keys) out.lines.push_back({{{Key::Kind::lit, label}}, words.lit_key});
    add(out, codes.retrieve, digits(codes.retrieve), words.for_me);
    add(out, codes.longest, digits(codes.longest), words.longest);
    for (const auto& lot : holder.lots)
        add(out, lot.longest, digits(lot.longest), said(words.longest_in, lot.rules.name));
    return out;
}

Section for_somebody(const Holder& holder, const Words& words) {
    Section out{words.for_somebody, {}};
    const auto* other = somebody_of(holder);
    if (!other || holder.lots.empty()) return out;
    const auto& codes = holder.codes;
    if (holder.user.may_park)
        add(out, codes.park, named(words.hold) + digits(codes.park + other->name),
            said(words.park_for, shown(*other)));
    if (holder.user.may_retrieve)
        add(out, codes.retrieve, digits(codes.retrieve + other->name),
            said(words.retrieve_for, shown(*other)));
    return out;
}

Section ringing(const Holder& holder, const Words& words) {
    Section out{words.ringing, {}};
    if (const auto* other = somebody_of(holder))
        add(out, holder.codes.pickup, digits(holder.codes.pickup + other->name),
            said(words.pick_up, shown(*other)));
    return out;
}

/// "*21*" and a number; "*21*" is how each of them begins.
void add_forward(Section& section, const std::string& code, const Words& words, const char* text) {
    add(section, code, digits(code + "*") + value(words.number), text);
}

Section own_calls(const Holder& holder, const Words& words) {
    const auto& codes = holder.codes;
    Section out{words.own_calls, {}};
    add(out, codes.do_not_disturb, digits(codes.do_not_disturb), words.do_not_disturb);
    if (codes.do_not_disturb.empty()) {
        add(out, codes.do_not_disturb_on, digits(codes.do_not_disturb_on), words.not_disturbed_on);
        add(out, codes.do_not_disturb_off, digits(codes.do_not_disturb_off), words.not_disturbed_off);
    }
    add_forward(out, codes.forward_always, words, words.always);
    if (!codes.forward_always.empty() && codes.forward_always.front() == '*')
        out.lines.push_back({digits('#' + codes.forward_always.substr(1)), words.always_off});
    add_forward(out, codes.forward_busy, words, words.busy);
    add_forward(out, codes.forward_no_answer, words, words.no_answer);
    add_forward(out, codes.forward_unregistered, words, words.unregistered);
    add(out, codes.forward_off, digits(codes.forward_off), words.forwards_off);
    return out;
}

Section office(const Holder& holder, const Words& words) {
    Section out{words.office, {}};
    for (const auto& hours : holder.hours)
        add(out, hours.code, digits(hours.code), said(words.hours, hours.name));
    return out;
}

std::string time_text(Duration time, const Words& words) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    const bool whole = seconds > 60 && seconds % 60 == 0;
    return said(whole ? words.minutes : words.seconds, std::to_string(whole ? seconds / 60 : seconds));
}

std::vector<std::string> notes_of(const Holder& holder, const Words& words) {
    std::vector<std::string> out;
    if (holder.lots.empty() || !holder.user.may_park) return out;
    const auto& rules = holder.lots.front().rules;
    out.push_back(said(words.say_number, first_slot(holder.lots.front())));
    if (rules.reminder > Duration::zero())
        out.push_back(said(words.reminded, time_text(rules.reminder, words)));
    if (rules.recall > Duration::zero()) out.push_back(said(words.recalled, time_text(rules.recall, words)));
    return out;
}

}  // namespace

std::vector<std::string> languages() {
    std::vector<std::string> out;
    for (const auto& words : all_words()) out.emplace_back(words.language);
    return out;
}

Card card_for(const Holder& holder, const PhoneOfCard& phone, const std::string& language) {
    const auto& words = words_of(language);
    Card out{
        shown(holder.user), holder.user.name, phone.title, words.language, {}, notes_of(holder, words), {}};
    if (holder.user.may_park)
        for (const auto& lot : holder.lots) out.parking.push_back(parking(holder, lot, phone, words));
    if (holder.user.may_retrieve && !holder.lots.empty())
        out.parking.push_back(retrieving(holder, phone, words));
    out.more = {for_somebody(holder, words), ringing(holder, words), own_calls(holder, words),
                office(holder, words)};
    std::erase_if(out.more, [](const auto& section) { return section.lines.empty(); });
    return out;
}

std::string dialled(const Line& line) {
    std::string out;
    for (const auto& key : line.keys)
        if (key.kind == Key::Kind::digit) out += key.text;
    return out;
}

}  // namespace layby::cards
