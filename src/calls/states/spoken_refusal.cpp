#include "calls/states/spoken_refusal.hpp"

#include "calls/derived/log_lines.hpp"
#include "calls/house/board.hpp"
#include "calls/house/bridge.hpp"
#include "calls/house/listener.hpp"
#include "calls/house/prompts.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

constexpr std::size_t most_slots_named = 3;

/// Whether whose call this is wants to hear why it is refused.
bool wants_to_hear(const Board& board, const Leg& leg) {
    const Trunk* trunk = leg.is_user() ? nullptr : board.plan.trunk(leg.from.name);
    if (trunk && trunk->spoken_refusals) return true;
    return board.office.spoken_refusals && (leg.is_user() || leg.answered);
}

bool can_hear_early(Board& board, Leg& leg) {
    return leg.inbound && leg.theirs && !holds(leg.theirs->direction) && open_audio(board, leg);
}

bool can_hear(Board& board, Leg& leg) {
    if (leg.gone || !wants_to_hear(board, leg)) return false;
    return leg.answered ? leg.audio && !leg.holding() : can_hear_early(board, leg);
}

void turn_away(Board& board, Leg& leg, const Refused& why) {
    if (leg.inbound && !leg.answered) return refuse(board, leg, why);
    if (leg.is_ordered() && leg.doing != Doing::refused) return refuse_by_tone(board, leg, why);
    end(board, leg);
}

/// Whatever it wanted, it wants no more.
void start_refusing(Board& board, Leg& leg, const Refused& why) {
    part(board, leg);
    enter(leg, Doing::refused);
    leg.refusal = why;
    touch(board, leg);
}

}  // namespace

void refuse_aloud(Board& board, Leg& leg, const Refused& why, const Phrase& phrase) {
    if (!can_hear(board, leg)) return turn_away(board, leg, why);
    log_refused(leg, why);
    start_refusing(board, leg, why);
    leg.rang = true;
    if (!leg.answered) ring_with_early_media(board, leg, {why.reason, leg.user(), false}, {});
    if (!leg.audio) return turn_away(board, leg, why);
    say(board, leg, phrase);
}

/// A phone that has dialled makes this tone by itself.
void refuse_by_tone(Board& board, Leg& leg, const Refused& why) {
    log_refused(leg, why);
    start_refusing(board, leg, why);
    if (!leg.audio || leg.holding()) return end(board, leg);
    say(board, leg, refusal_tone(why.status == 486 || why.status == 600 || why.status == 603));
}

void refusal_heard(Board& board, Leg& leg) {
    if (CHECK(leg.refusal)) turn_away(board, leg, *leg.refusal);
}

Phrase nobody_there(const Board& board, const Leg& leg, const std::string& lot) {
    const auto desk = board.lots.find(lot);
    const Speech in = speech_to(board, leg, lot);
    if (desk == board.lots.end()) return nobody_there_phrase({}, in);
    return nobody_there_phrase(desk->second.lot.waiting(most_slots_named), in);
}

Phrase wrong_number(const Board& board, const Leg& leg, const std::string& lot) {
    const auto desk = board.lots.find(lot);
    const Speech in = speech_to(board, leg, lot);
    if (desk == board.lots.end()) return wrong_number_phrase(in);
    const auto& rules = desk->second.lot.rules();
    return wrong_slot_phrase(rules.first, rules.last, in);
}

Phrase why_not_retrieved(const Board& board, const Leg& leg, const std::string& lot,
                         const parking::RefuseRetrieve& refused) {
    switch (refused.why) {
        case parking::Refusal::being_taken:
            return taken_phrase(refused.slot, refused.holder, speech_to(board, leg, lot));
        case parking::Refusal::no_such_slot:
            return wrong_number(board, leg, lot);
        case parking::Refusal::slot_empty:
        case parking::Refusal::another_call:
            return nobody_there(board, leg, lot);
        case parking::Refusal::lot_full:
        case parking::Refusal::slot_taken:
        case parking::Refusal::quarantined:
        case parking::Refusal::closed:
            break;  // nobody who retrieves is refused so
    }
    return refusal_phrase(speech_to(board, leg, lot));
}

}  // namespace layby::calls
