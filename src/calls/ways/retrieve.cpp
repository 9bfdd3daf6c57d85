// Retrieving: whoever gets the caller is answered and bridged in one turn; until its ACK the caller can come
// back to its slot.
#include "calls/house/board.hpp"
#include "calls/house/bridge.hpp"
#include "calls/house/listener.hpp"
#include "calls/house/lot_effects.hpp"
#include "calls/house/prompts.hpp"
#include "calls/states/pin.hpp"
#include "calls/states/spoken_refusal.hpp"
#include "runtime/check.hpp"

namespace layby::calls {

bool may_retrieve(const Board& board, const Leg& leg) {
    if (!leg.inbound && !leg.is_ordered()) return true;  // we rang it for this very call
    const User* user = leg.is_user() ? board.plan.user(leg.from.name) : nullptr;
    const Trunk* trunk = leg.is_user() ? nullptr : board.plan.trunk(leg.from.name);
    return (user && user->may_retrieve) || (trunk && trunk->may_retrieve);
}

namespace {

void refuse_retriever(Board& board, Leg& leg) {
    refuse_aloud(board, leg, {403, "not allowed to retrieve"}, not_allowed_phrase(speech_to(board, leg)));
}

std::string known_as(const Party& party) { return party.number.empty() ? party.name : party.number; }

}  // namespace

void retrieve(Board& board, Leg& leg, const ToSlot& where, ParkId expected) {
    if (!may_retrieve(board, leg)) return refuse_retriever(board, leg);
    if (const WatchedSlot* there = found_elsewhere(board, where); there && !is_of_node(board, leg))
        return retrieve_elsewhere(board, leg, *there, expected);
    // While it keyed a PIN, the last caller of a lot that was taken away has left.
    if (!board.lots.contains(where.lot))
        return refuse_aloud(board, leg, refusal(parking::Refusal::slot_empty, {}, where.slot),
                            nobody_there(board, leg, where.lot));
    if (const ParkId locked = behind_pin(board, leg, where, expected); locked && !leg.pin)
        return ask_pin(board, leg, where, locked);
    enter(leg, Doing::asking);
    parking::RetrieveAsked asked{{leg.id, leg.user(), leg.party}, where.slot, {}};
    if (expected) asked.expected = expected;
    tell(board, where.lot, asked);
}

namespace {

/// The first of the user's that waits, those that are parked for it before those it has parked itself.
const Park* parked_for(const Board& board, const std::string& user) {
    const auto listed = board.parks_of.find(user);
    if (listed == board.parks_of.end()) return nullptr;
    for (const auto& [own, id] : listed->second) {
        const Park* park = board.parks.find(id);
        const Leg* parkee = park ? find(board, park->parkee) : nullptr;
        if (parkee && parkee->doing == Doing::parked) return park;
    }
    return nullptr;
}

}  // namespace

void retrieve_parked_for(Board& board, Leg& leg, const FromParkedFor& where) {
    if (!may_retrieve(board, leg)) return refuse_retriever(board, leg);
    const std::string user = where.user.empty() ? leg.user() : where.user;
    const Park* park = parked_for(board, user);
    if (!park)
        return refuse_aloud(board, leg, {404, "no call is parked for " + (user.empty() ? "you" : user)},
                            nobody_there(board, leg, board.plan.default_lot()));
    retrieve(board, leg, {park->lot, park->slot}, park->id);
}

void retrieve_longest(Board& board, Leg& leg, const FromLot& where) {
    if (!may_retrieve(board, leg)) return refuse_retriever(board, leg);
    const auto desk = board.lots.find(where.lot);
    const auto longest = desk == board.lots.end() ? std::nullopt : desk->second.lot.longest_waiting();
    const Park* park = longest ? board.parks.find(*longest) : nullptr;
    if (!park)
        return refuse_aloud(board, leg, {404, "nobody waits in lot " + where.lot},
                            nobody_there(board, leg, where.lot));
    retrieve(board, leg, {park->lot, park->slot}, park->id);
}

namespace {

bool waits_in(const Board& board, const std::string& lot, SlotNumber slot) {
    if (found_elsewhere(board, {lot, slot})) return true;
    const auto desk = board.lots.find(lot);
    const auto parked = desk == board.lots.end() ? std::nullopt : desk->second.lot.at(slot);
    return parked && (parked->phase == parking::Phase::waiting || parked->phase == parking::Phase::ringing);
}

}  // namespace

/// Whose call it is that is parked for somebody isn't looked at: that anybody waits there will do.
bool somebody_waits(const Board& board, const Destination& to) {
    if (const auto* slot = std::get_if<ToSlot>(&to)) return waits_in(board, slot->lot, slot->slot);
    if (const auto* slot = std::get_if<FromSlot>(&to)) return waits_in(board, slot->lot, slot->slot);
    if (std::holds_alternative<FromParkedFor>(to)) return !board.parks_of.empty();
    const auto* lot = std::get_if<FromLot>(&to);
    const auto desk = lot ? board.lots.find(lot->lot) : board.lots.end();
    return desk != board.lots.end() && desk->second.lot.longest_waiting().has_value();
}

void confirm_retrieval(Board& board, Leg& leg) {
    Leg* partner = board.legs.change(leg.with);
    Leg* retriever = leg.taking ? &leg : partner;
    Leg* parkee = leg.taking ? partner : &leg;
    if (!retriever || !retriever->taking || !CHECK(parkee)) return;
    const Park* park = board.parks.find(retriever->taking);
    retriever->taking = {};
    parkee->park = {};
    if (park) tell(board, park->lot, parking::RetrieverConfirmed{park->id, retriever->id});
}

void retriever_gone(Board& board, Leg& leg) {
    const Park* park = board.parks.find(leg.taking);
    leg.taking = {};
    Leg* parkee = part(board, leg);
    if (parkee) enter(*parkee, Doing::parked);
    drop(board, leg);
    if (CHECK(park)) tell(board, park->lot, parking::RetrieverFailed{park->id, leg.id});
}

void parkee_taken_away(Board& board, Leg& leg, bool lost) {
    if (Leg* retriever = change(board, leg.with)) retriever->taking = {};
    if (const Park* park = board.parks.find(leg.park))
        tell(board, park->lot, parking::CallerLeft{park->id, lost});
    leg.park = {};
}

Refused refusal(parking::Refusal why, const Party& holder, SlotNumber slot) {
    const std::string by = known_as(holder).empty() ? "" : " by " + known_as(holder);
    switch (why) {
        case parking::Refusal::lot_full:
            return {486, "lot full"};
        case parking::Refusal::slot_taken:
            return {486, "slot taken" + by};
        case parking::Refusal::no_such_slot:
            return {404, "no such slot"};
        case parking::Refusal::slot_empty:
            return {404, "slot " + slot.text() + " is empty"};
        case parking::Refusal::being_taken:
            return {480, "already taken" + by};
        case parking::Refusal::another_call:
            return {480, "slot " + slot.text() + " holds another call by now"};
        case parking::Refusal::quarantined:
            return {486, "slot was in use a moment ago"};
        case parking::Refusal::closed:
            return {503, "nobody can be parked at the moment"};
    }
    return {500, "refused"};
}

// -- the lot's orders

void carry(Board& board, const std::string& lot, const parking::Connect& order) {
    Leg* retriever = change(board, order.retriever.leg);
    Leg* parkee = change(board, order.parkee);
    Park* park = board.parks.change(order.park);
    if (!CHECK(parkee && park)) return;
    if (!retriever) return tell(board, lot, parking::RetrieverFailed{order.park, order.retriever.leg});
    stop_ringing_for(board, *park, CancelReason::completed_elsewhere);
    answer(board, *retriever, order.caller, parkee->codec());
    join(board, *retriever, *parkee);
    retriever->taking = parkee->park = park->id;
    if (retriever->confirmed) confirm_retrieval(board, *retriever);
}

void carry(Board& board, const std::string& lot, const parking::RefuseRetrieve& refused) {
    if (Leg* leg = change(board, refused.retriever))
        refuse_aloud(board, *leg, refusal(refused.why, refused.holder, refused.slot),
                     why_not_retrieved(board, *leg, lot, refused));
}

void carry(Board& board, const std::string&, const parking::Dismiss& order) {
    Leg* leg = change(board, order.leg);
    if (!leg) return;
    leg->taking = {};
    refuse_aloud(board, *leg, refusal(parking::Refusal::being_taken, order.winner, {}), caller_gone_phrase());
}

}  // namespace layby::calls
