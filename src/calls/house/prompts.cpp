#include "calls/house/prompts.hpp"

namespace layby::calls {
namespace {

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

void say_caller(Speaking& speaking, const Party& caller) {
    const std::string digits = caller.anonymous ? std::string{} : spoken_digits(caller.number);
    if (digits.empty()) return speaking.say(Sentence::from_unknown);
    const bool outside = digits.size() > longest_extension;
    speaking.say(outside ? Sentence::from_number : Sentence::from_extension, {.number = digits});
}

Phrase one_sentence(Sentence what, const Speech& in) {
    return spoken_in(in, [&](Speaking& speaking) { speaking.say(what); });
}

/// The second one is heard where a sound of the first is missing.
Phrase either(Phrase first, const Phrase& second) {
    first.emplace_back(or_else);
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

Phrase confirmed(Sentence what, const Speech& in, const Filling& with = {}) {
    return spoken_in(in, [&](Speaking& speaking) {
        speaking.sound("tone/confirm");
        speaking.say(what, with);
    });
}

/// The first sentence of its kind, and so many behind it.
Sentence and_then(Sentence first, Forwarded which) {
    return static_cast<Sentence>(static_cast<int>(first) + static_cast<int>(which));
}

}  // namespace

Phrase slot_phrase(SlotNumber slot, Announcement style, const Speech& in) {
    if (style == Announcement::silent) return {};
    return spoken_in(in, [&](Speaking& speaking) {
        speaking.sound("tone/confirm");
        speaking.slot(slot, style);
    });
}

Phrase slot_phrase(SlotNumber slot, Announcement style, const Party& caller, const Speech& in) {
    if (style == Announcement::silent) return {};
    return spoken_in(in, [&](Speaking& speaking) {
        speaking.sound("tone/confirm");
        speaking.slot(slot, style);
        say_caller(speaking, caller);
    });
}

Phrase slot_again_phrase(SlotNumber slot, Announcement style, const Speech& in) {
    if (style == Announcement::silent || style == Announcement::tone) return {};
    return spoken_in(in, [&](Speaking& speaking) {
        speaking.sound("silence/1");
        speaking.slot(slot, style);
    });
}

Phrase pin_phrase(bool again, const Speech& in) {
    return one_sentence(again ? Sentence::wrong_pin : Sentence::ask_pin, in);
}

Phrase refusal_phrase(const Speech& in) {
    return spoken_in(in, [](Speaking& speaking) {
        speaking.sound("tone/error");
        speaking.say(Sentence::not_parked);
    });
}

Phrase caller_gone_phrase() { return {"tone/busy", "tone/busy", "tone/busy"}; }

Phrase not_allowed_phrase(const Speech& in) { return one_sentence(Sentence::not_allowed, in); }

Phrase nobody_there_phrase(const std::vector<SlotNumber>& waiting, const Speech& in) {
    return spoken_in(in, [&](Speaking& speaking) {
        speaking.say(Sentence::nobody_there);
        if (!waiting.empty()) speaking.say(Sentence::waiting_at);
        for (const SlotNumber slot : waiting) {
            // Of the voice that has said the sentence.
            speaking.digits_after(Sentence::waiting_at, slot.text());
            speaking.sound("silence/1");
        }
    });
}

Phrase wrong_number_phrase(const Speech& in) { return one_sentence(Sentence::wrong_number, in); }

Phrase wrong_slot_phrase(SlotNumber first, SlotNumber last, const Speech& in) {
    return spoken_in(in, [&](Speaking& speaking) {
        speaking.say(Sentence::wrong_number);
        speaking.say(Sentence::slots_are, {.slot = first.text(), .last = last.text()});
    });
}

Phrase taken_phrase(SlotNumber slot, const Party& holder, const Speech& in) {
    return spoken_in(in, [&](Speaking& speaking) {
        if (!is_extension(holder)) return speaking.say(Sentence::taken, {.slot = slot.text()});
        speaking.say(Sentence::taken_by, {.slot = slot.text(), .number = holder.number});
    });
}

Phrase nothing_rings_phrase(const Speech& in) { return one_sentence(Sentence::not_reached, in); }

Phrase refusal_tone(bool busy) {
    constexpr std::size_t times = 4;
    return Phrase(times, busy ? "tone/busy" : "tone/error");
}

/// Where no program speaks there is a recording for the operator alone.
Phrase choices_phrase(const Offers& offers, const Speech& in) {
    const bool others = offers.message || offers.call_back;
    const auto phrase = spoken_in(in, [&](Speaking& speaking) {
        if (offers.operator_rings) speaking.say(Sentence::press_for_operator);
        if (offers.operator_rings && others) speaking.sound("silence/1");
        if (offers.message) speaking.say(Sentence::press_for_message);
        if (offers.message && offers.call_back) speaking.sound("silence/1");
        if (offers.call_back) speaking.say(Sentence::press_for_call_back);
    });
    const bool several = offers.operator_rings && others;
    return several ? either(phrase, one_sentence(Sentence::press_for_operator, in)) : phrase;
}

Phrase leave_message_phrase(const Speech& in) {
    return spoken_in(in, [](Speaking& speaking) {
        speaking.say(Sentence::speak_after_tone);
        speaking.sound("tone/speak");
    });
}

Phrase no_message_phrase(const Speech& in) { return one_sentence(Sentence::no_message, in); }

Phrase reply_phrase(parking::Reply reply, const Speech& in) {
    switch (reply) {
        case parking::Reply::operator_rings:
            return one_sentence(Sentence::operator_rings, in);
        case parking::Reply::nobody_answers:
            return one_sentence(Sentence::operator_away, in);
        case parking::Reply::message_left:
            return one_sentence(Sentence::message_left, in);
        case parking::Reply::call_back:
            break;
    }
    return either(one_sentence(Sentence::called_back, in), {"auth-thankyou", "vm-goodbye"});
}

Phrase do_not_disturb_phrase(bool on, const Speech& in) {
    return confirmed(on ? Sentence::do_not_disturb : Sentence::disturb_again, in);
}

Phrase hours_phrase(bool by_hand, const Speech& in) {
    return confirmed(by_hand ? Sentence::by_hand : Sentence::by_clock, in);
}

Phrase forward_phrase(Forwarded which, const std::string& number, const Speech& in) {
    if (number.empty()) return confirmed(and_then(Sentence::no_forward_always, which), in);
    return confirmed(and_then(Sentence::forward_always, which), in, {.number = spoken_digits(number)});
}

Phrase ringback_phrase() { return {"tone/ringback"}; }

}  // namespace layby::calls
