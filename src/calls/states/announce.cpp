// Telling: music for the caller, the slot for the parker, by voice on its own leg or by message.
#include "calls/house/board.hpp"
#include "calls/house/bridge.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/listener.hpp"
#include "calls/house/lot_effects.hpp"
#include "calls/house/prompts.hpp"
#include "calls/states/pin.hpp"
#include "calls/states/state.hpp"
#include "calls/ways/choices.hpp"
#include "calls/ways/messages.hpp"
#include "calls/ways/parking_steps.hpp"
#include "calls/ways/tell_parker.hpp"

namespace layby::calls {
namespace {

constexpr Duration prompt_overdue{20s};  ///< longer than any phrase: the engine must have failed
constexpr Duration repeat_after{10s};

Announcement style_of(const Board& board, const Park& park) {
    const auto desk = board.lots.find(park.lot);
    return desk == board.lots.end() ? Announcement::digits : desk->second.numbers.announcement;
}

/// To whom a call was made only to tell it the slot, that stands for a message.
void told(Board& board, const Park& park, bool heard) {
    if (park.called) return tell(board, park.lot, parking::MessageSettled{park.id, heard});
    if (heard) return tell(board, park.lot, parking::AnnouncementHeard{park.id});
    tell(board, park.lot, parking::ParkerLeft{park.id});
}

/// Its phone hangs up in the middle of this; if not, we do at its end.
void say_while_it_stays(Board& board, Leg& leg, const Phrase& phrase) {
    if (leg.gone || !leg.audio || leg.holding()) return;
    leg.prompt = next_id<PromptId>(board);
    leg.saying = phrase;
}

/// The parker of a call that is parked is free: its phone hangs up, or we do a little later.
void finish_announcing(Board& board, Leg& leg) {
    report_transfer(board, leg, 200, "OK");
    leave(board, leg);
}

void announcing_ended(Board& board, Leg& leg, bool heard) {
    Phrase again;
    if (const Park* park = board.parks.find(leg.park)) {
        again = slot_again_phrase(park->slot, style_of(board, *park), speech_to(board, leg, park->lot));
        told(board, *park, heard);
    }
    finish_announcing(board, leg);
    if (heard && !again.empty()) say_while_it_stays(board, leg, again);
}

/// A parker that consults by a plain call has heard the slot; from now on it hears what any caller does.
/// False: it was none, or had heard it before.
bool slot_said(Board& board, Leg& leg, bool heard) {
    const Park* known = board.parks.find(leg.park);
    if (!known || !known->say_slot) return false;
    Park* park = board.parks.change(leg.park);
    park->say_slot = false;
    park->heard = heard;
    begin_choices(board, leg);
    return true;
}

Phrase phrase_for(const Board& board, const Leg& parker, const Park& park) {
    const Announcement style = style_of(board, park);
    const Speech in = speech_to(board, parker, park.lot);
    const Leg* parkee = park.say_who ? find(board, park.parkee) : nullptr;
    return parkee ? slot_phrase(park.slot, style, parkee->party, in) : slot_phrase(park.slot, style, in);
}

}  // namespace

std::string name_of(const Party& caller) {
    if (caller.anonymous) return "anonymous";
    return caller.name.empty() ? caller.number : caller.name;
}

void say(Board& board, Leg& leg, const Phrase& phrase) {
    leg.prompt = next_id<PromptId>(board);
    leg.saying = phrase;
    set_timer(board, leg, prompt_overdue);
}

void announce(Board& board, Leg& leg, const Park& park) {
    const Phrase phrase = phrase_for(board, leg, park);
    if (leg.audio && !phrase.empty()) say(board, leg, phrase);
}

void sound_announcement(Board& board, Leg& leg) {
    const Park* park = board.parks.find(leg.park);
    if (leg.doing == Doing::announcing && park && !leg.prompt) announce(board, leg, *park);
}

void sound_consultation(Board& board, Leg& leg) {
    const Park* park = board.parks.find(leg.park);
    if (leg.doing == Doing::consulting && park) announce(board, leg, *park);
}

void say_refusal(Board& board, Leg& leg) {
    if (leg.audio && !leg.holding()) say(board, leg, refusal_phrase(speech_to(board, leg)));
}

// -- what the states of who hears the slot mean

void consultation_heard(Board& board, Leg& leg) {
    if (Park* park = board.parks.change(leg.park)) park->heard = true;
    set_timer(board, leg, repeat_after);
}

void announcing_heard(Board& board, Leg& leg) { announcing_ended(board, leg, true); }
void announcing_overdue(Board& board, Leg& leg) { announcing_ended(board, leg, false); }

void parkee_heard(Board& board, Leg& leg) {
    if (is_leaving_message(leg)) return message_tone_heard(board, leg);
    if (!slot_said(board, leg, true)) choices_heard(board, leg);
}
void parkee_overdue(Board& board, Leg& leg) {
    if (is_leaving_message(leg)) return message_overdue(board, leg);
    if (!slot_said(board, leg, false)) say_choices(board, leg);
}

void say_slot_again(Board& board, Leg& leg) {
    const Park* park = board.parks.find(leg.park);
    if (park && park->say_slot && leg.audio && !leg.holding()) announce(board, leg, *park);
}

void on(Board& board, const MessageSettled& fact) {
    Park* park = board.parks.change(ParkId{fact.token});
    if (!park) return;
    if (!fact.delivered && calls_after_message(board, *park)) return call_parker(board, *park);
    tell(board, park->lot, parking::MessageSettled{park->id, fact.delivered});
}

void announcing_gone(Board& board, Leg& leg) {
    if (const Park* park = board.parks.find(leg.park)) told(board, *park, false);
    drop(board, leg);
}

void stop_telling(Board& board, const Park& park) {
    Leg* parker = change(board, park.asker);
    if (!parker || parker->doing != Doing::announcing || parker->park != park.id) return;
    parker->park = {};
    report_transfer(board, *parker, 487, "the caller hung up");
    if (!parker->audio || parker->holding()) return finish_announcing(board, *parker);
    say(board, *parker, caller_gone_phrase());
}

// -- the lot's orders

void carry(Board& board, const std::string&, const parking::PlayMusic& order) {
    Park* park = board.parks.change(order.park);
    Leg* parkee = change(board, order.parkee);
    if (!park || !parkee || parkee->doing != Doing::parked || !parkee->local) return;
    park->music = order.music;
    parkee->prompt = {};
    begin_choices(board, *parkee);
    say_slot_again(board, *parkee);
}

void carry(Board& board, const std::string& lot, const parking::Announce& order) {
    const Park* park = board.parks.find(order.park);
    Leg* parker = change(board, order.parker);
    if (!park) return;
    if (park->heard) return tell(board, lot, parking::AnnouncementHeard{order.park});
    if (!parker || parker->doing != Doing::announcing)
        return tell(board, lot, parking::ParkerLeft{order.park});
    // A call to the park code may bring its answer with the ACK, and can hear the slot from then on.
    if (park->way == Park::Way::code && !parker->audio && parker->offered)
        return set_timer(board, *parker, prompt_overdue);
    const bool silent = style_of(board, *park) == Announcement::silent;
    if (silent || !parker->audio || parker->holding()) return announcing_ended(board, *parker, false);
    if (!parker->prompt) announce(board, *parker, *park);
}

void carry(Board& board, const std::string&, const parking::SendMessage& order) {
    const std::string text = "Parked: " + name_of(order.caller) + ", slot " + order.slot.text();
    if (!order.trunk.empty()) return tell_behind_trunk(board, order, text);
    board.order(SendMessage{order.park.value, order.user, text});
}

void carry(Board& board, const std::string&, const parking::SendNotice& order) {
    board.order(SendMessage{0, order.user,
                            "Parked for you: " + name_of(order.caller) + ", slot " + order.slot.text()});
}

}  // namespace layby::calls
