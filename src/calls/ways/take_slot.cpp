#include "calls/ways/take_slot.hpp"

#include "calls/house/board.hpp"
#include "calls/house/bridge.hpp"
#include "calls/ways/parkers.hpp"
#include "calls/ways/parking_steps.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

bool same_side(const Origin& one, const Origin& other) {
    return one.kind == other.kind && one.name == other.name;
}

/// Its own side may put another in its place, and so may whoever may park.
bool may_stand_in(const Board& board, const Origin& newcomer, const Origin& replaced) {
    return same_side(newcomer, replaced) || may_park(board, newcomer);
}

/// The dialog of a caller that was parked by REFER from outside of its call was named to who asked, to
/// retrieve by it (RFC 5359 section 2.15). Any other is known to its own side alone, and to whom that sends
/// here. In doubt nobody is hung up: it retrieves.
bool means_transfer(Park::Way way, const Origin& parked, const CallArrived& call) {
    if (way == Park::Way::asked || way == Park::Way::foreign) return false;
    return way == Park::Way::plain || call.referred_by || same_side(call.from, parked);
}

/// Who parked, if nobody else is known to have: as the transfer says, else who stood there.
std::optional<parking::Parker> turned_parker(const Board& board, const Park& park, const Leg& replaced,
                                             const std::optional<Party>& sender) {
    if (park.way != Park::Way::plain || park.parker.reachable()) return std::nullopt;
    parking::Parker parker = sender && !replaced.is_user() ? parker_behind(board, replaced.from.name, sender)
                                                           : parker_of(board, replaced);
    parker.leg = {};
    return parker;
}

/// Phones that ring for the caller may be asked whom they ring for.
void show_newcomer(Board& board, const Park& park) {
    const auto tell = [&](RingId id) {
        if (Ring* ring = board.rings.change(id)) rename(*ring, park.caller);
    };
    tell(park.recall);
    tell(park.reminder);
    for (const RingId id : park.ordered) tell(id);
}

void hand_over_slot(Board& board, Park& park, Leg& newcomer, const Leg& replaced,
                    const std::optional<Party>& sender) {
    const auto parker = turned_parker(board, park, replaced, sender);
    if (parker) park.parker = *parker;
    newcomer.parked_last = {park.lot, park.slot};
    newcomer.park = park.id;
    park.parkee = newcomer.id;
    park.caller = newcomer.party;
    park.say_slot = false;
    show_newcomer(board, park);
    log::info("lot {}: slot {} goes on with another caller", park.lot, park.slot.text());
    tell(board, park.lot, parking::CallerReplaced{park.id, newcomer.id, newcomer.party, parker, park.heard});
}

/// The newcomer waits from here on, and hears music as soon as the lot says so.
void stand_in(Board& board, Park& park, Leg& newcomer, const Leg& replaced,
              const std::optional<Party>& sender) {
    part(board, newcomer);
    board.deadlines.cancel(newcomer.timer);
    enter(newcomer, Doing::parked);
    hand_over_slot(board, park, newcomer, replaced, sender);
}

/// Somebody is taking the caller and hasn't confirmed yet: it gets the newcomer, who can still come back.
void stand_in_while_taken(Board& board, Park& park, Leg& newcomer, Leg& replaced, Leg& taker,
                          const std::optional<Party>& sender) {
    answer(board, newcomer, taker.party, taker.codec());
    taker.taking = {};
    replaced.park = {};
    part(board, replaced);
    join(board, newcomer, taker);
    taker.taking = park.id;
    hand_over_slot(board, park, newcomer, replaced, sender);
}

void replace_parked(Board& board, Park& park, Leg& newcomer, Leg& replaced, const CallArrived& call) {
    const auto sender = sender_of(board, call);
    if (Leg* taker = change(board, replaced.with)) {
        stand_in_while_taken(board, park, newcomer, replaced, *taker, sender);
    } else {
        answer(board, newcomer, shown_slot(park), {});
        stand_in(board, park, newcomer, replaced, sender);
    }
    end(board, replaced);
}

/// The consultation of a user. Its phone is told by message unless it has heard the slot.
void complete_consultation(Board& board, Park& park, Leg& newcomer) {
    board.consultations.erase(park.asker);
    answer(board, newcomer, shown_slot(park), {});
    move_caller(board, park, newcomer, park.heard);
    if (Leg* consultation = change(board, park.asker)) end(board, *consultation);
}

/// Whose place it was has hung up a moment ago; the slot is the same, if nobody has it by now.
void park_in_left_place(Board& board, Leg& newcomer, const LeftPlace& place) {
    Park park;
    park.way = Park::Way::plain;
    park.parkee = newcomer.id;
    newcomer.parked_last = {place.lot, place.slot};
    ToLot where{place.lot};
    where.for_user = place.for_user;
    where.pin = place.pin;
    ask_for_slot(board, std::move(park), where, place.parker);
}

/// The park in whose slot this leg waits or, while somebody is taking it, waited.
Park* slot_of(Board& board, const Leg& leg) {
    const bool here = leg.doing == Doing::parked || leg.doing == Doing::talking;
    return here ? board.parks.change(leg.park) : nullptr;
}

}  // namespace

bool takes_slot(Board& board, const CallArrived& call) {
    if (consultation_of(board, *call.replaces)) return true;
    const Leg* replaced = find(board, *call.replaces);
    if (const auto* place = replaced ? nullptr : board.left.find(*call.replaces, board.now))
        return means_transfer(place->way, place->from, call);
    const Park* park = replaced ? slot_of(board, *replaced) : nullptr;
    return park && means_transfer(park->way, replaced->from, call);
}

void take_slot(Board& board, Leg& newcomer, const CallArrived& call) {
    Leg* replaced = change(board, *call.replaces);
    Park* consulted = consultation_of(board, *call.replaces);
    const LeftPlace* place = board.left.find(*call.replaces, board.now);
    Origin side = place ? place->from : Origin{};
    if (consulted) side = {Origin::Kind::user, consulted->parker.user, {}};
    if (replaced) side = replaced->from;
    if (!may_stand_in(board, newcomer.from, side)) return refuse(board, newcomer, {403, "not allowed"});
    // Refused, it would be nowhere.
    if (!open_audio(board, newcomer, AudioPorts::For::end_of_a_wait))
        return refuse(board, newcomer, no_audio_port);
    if (consulted) return complete_consultation(board, *consulted, newcomer);
    if (replaced) return replace_parked(board, *slot_of(board, *replaced), newcomer, *replaced, call);
    const LeftPlace left = *place;
    board.left.forget(left.leg);
    park_in_left_place(board, newcomer, left);
}

void transfer_into_slot(Board& board, Leg& referrer, Leg& main, Leg& parked) {
    const auto deny = [&](const Refused& why) { board.order(RefuseTransfer{referrer.id, why}); };
    Park* park = slot_of(board, parked);
    Leg* newcomer = change(board, main.with);
    if (main.doing != Doing::talking || !newcomer || !park) return deny({488, "no call to park"});
    if (!may_stand_in(board, main.from, parked.from)) return deny(not_allowed_to_park);
    confirm_retrieval(board, main);
    accept_transfer(board, referrer);
    part(board, main);
    stand_in(board, *park, *newcomer, parked, {});
    report_transfer(board, referrer, 200, "OK");
    leave(board, main);
    leave(board, parked);
}

bool transfer_into_left_place(Board& board, Leg& referrer, LegId gone) {
    const LeftPlace* place = board.left.find(gone, board.now);
    Leg* newcomer = change(board, referrer.with);
    if (!place || referrer.doing != Doing::talking || !newcomer) return false;
    confirm_retrieval(board, referrer);
    newcomer->parked_last = {place->lot, place->slot};
    ToLot where{place->lot};
    where.for_user = place->for_user;
    where.pin = place->pin;
    board.left.forget(gone);
    park_blindly(board, referrer, *newcomer, where);
    return true;
}

void remember_place(Board& board, const Leg& leg, const Park& park) {
    parking::Parker parker = turned_parker(board, park, leg, {}).value_or(park.parker);
    parker.leg = {};
    board.left.remember({.leg = leg.id,
                         .from = leg.from,
                         .way = park.way,
                         .lot = park.lot,
                         .slot = park.slot,
                         .parker = parker,
                         .for_user = park.for_user,
                         .pin = park.pin,
                         .at = board.now});
}

}  // namespace layby::calls
