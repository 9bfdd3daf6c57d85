#include "calls/ways/choices.hpp"

#include "calls/house/board.hpp"
#include "calls/house/keys.hpp"
#include "calls/house/listener.hpp"
#include "calls/house/lot_effects.hpp"
#include "calls/house/prompts.hpp"
#include "calls/ways/confirming.hpp"
#include "calls/ways/messages.hpp"
#include "calls/ways/parking_steps.hpp"

namespace layby::calls {
namespace {

const LotDesk* lot_of(const Board& board, const Leg& leg) {
    const Park* park = leg.doing == Doing::parked ? board.parks.find(leg.park) : nullptr;
    const auto desk = park ? board.lots.find(park->lot) : board.lots.end();
    return desk == board.lots.end() ? nullptr : &desk->second;
}

/// It has just chosen that, and hears ringback from nobody: what it may choose would confuse it.
bool operator_rings_for(const LotDesk& desk, const Leg& leg) {
    const parking::ParkedCall* call = desk.lot.find(leg.park);
    return call && call->phase == parking::Phase::ringing && call->reason == parking::RingReason::asked_for;
}

bool can_be_told(const Leg& leg) { return leg.audio && !leg.holding(); }

Phrase nobody_answers_phrase(const Board& board, const Leg& leg) {
    return reply_phrase(parking::Reply::nobody_answers, speech_to(board, leg));
}

/// Whoever presses a key while it is told that nobody answers would ring in vain again, at once.
bool is_told_that_nobody_answers(const Board& board, const Leg& leg) {
    return leg.prompt && leg.saying == nobody_answers_phrase(board, leg);
}

/// It has left its slot; the call ends with what it hears.
void let_go(Board& board, Leg& caller, const Phrase& farewell) {
    if (const Park* park = board.parks.find(caller.park)) stop_telling(board, *park);
    confirm_aloud(board, caller, {}, farewell);
}

}  // namespace

Offers offers_to(const Board& board, const Leg& leg) {
    const LotDesk* desk = lot_of(board, leg);
    if (!desk) return {};
    const parking::Choices& choices = desk->lot.rules().choices;
    const bool has_number = !leg.party.anonymous && !leg.party.number.empty();
    return {!choices.operator_number.empty(), choices.message && may_leave_message(board, leg),
            choices.call_back && has_number};
}

void begin_choices(Board& board, Leg& leg) {
    const LotDesk* desk = lot_of(board, leg);
    if (!desk || is_leaving_message(leg) || !offers_to(board, leg).any()) return;
    leg.asked_keys = true;
    watch_keys(board, leg);
    set_timer(board, leg, desk->lot.rules().choices.after);
}

void offer_again(Board& board, const std::string& lot) {
    for (const auto& [id, park] : board.parks) {
        if (park.lot != lot) continue;
        Leg* parkee = change(board, park.parkee);
        if (!parkee || parkee->doing != Doing::parked) continue;
        if (parkee->asked_keys) watch_keys(board, *parkee);
        if (!parkee->prompt) begin_choices(board, *parkee);
    }
}

void choices_heard(Board& board, Leg& leg) {
    const LotDesk* desk = lot_of(board, leg);
    if (desk && offers_to(board, leg).any()) set_timer(board, leg, desk->lot.rules().choices.every);
}

void say_choices(Board& board, Leg& leg) {
    const Offers offers = offers_to(board, leg);
    const LotDesk* desk = lot_of(board, leg);
    if (!desk || !offers.any()) return;
    if (!can_be_told(leg) || operator_rings_for(*desk, leg)) return choices_heard(board, leg);
    say(board, leg, choices_phrase(offers, speech_to(board, leg)));
}

void choose(Board& board, Leg& leg, char key) {
    const Park* park = board.parks.find(leg.park);
    const Offers offers = offers_to(board, leg);
    if (is_leaving_message(leg)) return message_key(board, leg, key);
    if (!park || is_told_that_nobody_answers(board, leg)) return;
    if (key == '0' && offers.operator_rings) return tell(board, park->lot, parking::OperatorAsked{park->id});
    if (key == '1' && offers.message) return begin_message(board, leg);
    if (key == '2' && offers.call_back) return tell(board, park->lot, parking::CallBackAsked{park->id});
}

void carry(Board& board, const std::string&, const parking::ReplyToCaller& order) {
    Leg* caller = change(board, order.parkee);
    if (!caller || caller->doing != Doing::parked) return;
    const Phrase phrase = reply_phrase(order.reply, speech_to(board, *caller));
    const bool leaves =
        order.reply == parking::Reply::call_back || order.reply == parking::Reply::message_left;
    if (leaves) return let_go(board, *caller, phrase);
    if (can_be_told(*caller) && !is_leaving_message(*caller)) say(board, *caller, phrase);
}

}  // namespace layby::calls
