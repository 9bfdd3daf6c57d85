// Parking without a transfer: by a code that is dialled while the caller is on hold, by one that is keyed
// during the call, or because a hold has become too long.
#include "calls/house/board.hpp"
#include "calls/house/holding.hpp"
#include "calls/house/listener.hpp"
#include "calls/house/prompts.hpp"
#include "calls/states/spoken_refusal.hpp"
#include "calls/ways/parking_steps.hpp"

namespace layby::calls {
namespace {

Leg* partner_of(Board& board, const Leg& leg) {
    return leg.doing == Doing::talking ? change(board, leg.with) : nullptr;
}

}  // namespace

void park_held_call(Board& board, Leg& leg, const ToLot& where) {
    if (!may_park(board, leg)) return refuse_parker(board, leg);
    const HeldCall held = held_call_of(board, leg.from);
    Leg* parkee = held.leg ? partner_of(board, *held.leg) : nullptr;
    if (!parkee)
        return refuse_aloud(board, leg, {480, "you have no call on hold to park"},
                            refusal_phrase(speech_to(board, leg, where.lot)));
    confirm_retrieval(board, *held.leg);
    Park park;
    park.way = Park::Way::code;
    park.asker = leg.id;
    park.main = held.leg->id;
    park.parkee = parkee->id;
    park.say_who = held.others;
    enter(leg, Doing::asking);
    ask_for_slot(board, std::move(park), where, {leg.user(), leg.id, leg.party});
}

void park_partner(Board& board, Leg& parker, Park::Way way, const ToLot& where) {
    Leg* parkee = partner_of(board, parker);
    if (!parkee || where.lot.empty() || !may_park(board, parker) || is_claiming(board, parker.id)) return;
    confirm_retrieval(board, parker);
    Park park;
    park.way = way;
    park.asker = parker.id;
    park.parkee = parkee->id;
    ask_for_slot(board, std::move(park), where, {parker.user(), parker.id, parker.party});
}

}  // namespace layby::calls
