// The ways to park: a slot is asked for first; nobody is moved before the lot has granted it.
#include "calls/ways/park.hpp"

#include "calls/derived/timeline.hpp"
#include "calls/house/board.hpp"
#include "calls/house/bridge.hpp"
#include "calls/house/holding.hpp"
#include "calls/house/listener.hpp"
#include "calls/house/lot_effects.hpp"
#include "calls/house/prompts.hpp"
#include "calls/states/pin_hash.hpp"
#include "calls/states/spoken_refusal.hpp"
#include "calls/ways/foreign_park.hpp"
#include "calls/ways/messages.hpp"
#include "calls/ways/parkers.hpp"
#include "calls/ways/parking_steps.hpp"
#include "calls/ways/rescue.hpp"
#include "calls/ways/take_slot.hpp"
#include "runtime/check.hpp"

namespace layby::calls {

bool may_park(const Board& board, const Origin& who) {
    const bool is_user = who.kind == Origin::Kind::user;
    const User* user = is_user ? board.plan.user(who.name) : nullptr;
    const Trunk* trunk = is_user ? nullptr : board.plan.trunk(who.name);
    return (user && user->may_park) || (trunk && trunk->may_park);
}

void refuse_parker(Board& board, Leg& leg) {
    refuse_aloud(board, leg, not_allowed_to_park, not_allowed_phrase(speech_to(board, leg)));
}

std::optional<SlotNumber> previous_slot(Board& board, const Park& park) {
    const Leg* asker = find(board, park.asker);
    const Leg* parkee = find(board, park.parkee);
    if (!parkee && asker)
        if (const Leg* main = held_call_of(board, asker->from).leg) parkee = find(board, main->with);
    if (!parkee || !parkee->parked_last || parkee->parked_last->lot != park.lot) return std::nullopt;
    return parkee->parked_last->slot;
}

const char* text_of(Park::Way way) {
    switch (way) {
        case Park::Way::blind:
            return "transfer";
        case Park::Way::attended:
            return "consultation";
        case Park::Way::plain:
            return "call";
        case Park::Way::declined:
            return "declined call";
        case Park::Way::code:
            return "park code";
        case Park::Way::asked:
            return "request";
        case Park::Way::keyed:
            return "keyed code";
        case Park::Way::held:
            return "long hold";
        case Park::Way::foreign:
            return "request about a call of others";
        case Park::Way::ordered:
            return "order";
    }
    return "";
}

namespace {

void ask_lot(Board& board, const Park& park, std::optional<SlotNumber> wanted) {
    note_wanted(board, park.id, wanted);
    tell(board, park.lot,
         parking::SlotAsked{park.id, park.parker, wanted, previous_slot(board, park), park.for_user});
}

/// The lot that the settings name for when this one is full.
bool ask_sibling(Board& board, Park& park, parking::Refusal why) {
    const auto desk = board.lots.find(park.lot);
    if (why != parking::Refusal::lot_full || park.overflowed || desk == board.lots.end()) return false;
    const std::string sibling = desk->second.numbers.overflow;
    if (!board.lots.contains(sibling)) return false;
    park.overflowed = true;
    park.lot = sibling;
    ask_lot(board, park, {});
    return true;
}

}  // namespace

ParkId ask_for_slot(Board& board, Park park, const ToLot& where, const parking::Parker& parker) {
    park.id = next_id<ParkId>(board);
    park.lot = where.lot;
    park.parker = parker;
    park.for_user = where.for_user;
    park.pin = hashed_pin(where.pin);
    park.whose = where.for_user.empty() ? parker.user : where.for_user;
    const ParkId id = park.id;
    ask_lot(board, park, where.slot);
    board.parks[id] = std::move(park);
    return id;
}

void move_caller(Board& board, Park& park, Leg& parkee, bool announce) {
    part(board, parkee);
    board.deadlines.cancel(parkee.timer);
    parkee.parked_last = {park.lot, park.slot};
    park.parkee = parkee.id;
    park.caller = parkee.party;
    enter(parkee, Doing::parked);
    parkee.park = park.id;
    ++board.totals.parks_total;
    tell(board, park.lot, parking::CallerMoved{park.id, parkee.id, parkee.party, announce});
}

Party shown_slot(const Park& park) { return {"Parked " + park.slot.text(), park.slot.text(), false}; }

Party with_caller(const Park& park) {
    Party shown = shown_slot(park);
    shown.name += " · " + name_of(park.caller);
    return shown;
}

namespace {

/// A phone that has put us on hold can't hear the slot: the display, and the lot's message, tell it.
void move_transferred(Board& board, Park& park) {
    Leg* parker = change(board, park.asker);
    Leg* parkee = change(board, park.parkee);
    if (!CHECK(parker && parkee)) return;
    if (park.way == Park::Way::blind) accept_transfer(board, *parker);
    if (park.referral) board.order(AcceptReferral{park.referral});
    part(board, *parker);
    const bool hears = parker->audio && !parker->holding();
    enter(*parker, Doing::announcing);
    parker->park = park.id;
    parker->prompt = {};
    move_caller(board, park, *parkee, hears);
    if (park.referral) board.order(ReportReferral{park.referral, {200, "OK"}, parkee->id});
    if (hears) return;
    let_see(board, parker->id);  // its display alone tells it
    report_transfer(board, *parker, 200, "OK");
    leave(board, *parker);
}

/// The new call hears the slot; the one that held the caller has done its part.
void move_held(Board& board, Park& park) {
    Leg* leg = change(board, park.asker);
    Leg* main = change(board, park.main);
    Leg* parkee = change(board, park.parkee);
    if (!CHECK(leg && main && parkee)) return;
    enter(*leg, Doing::announcing);
    leg->park = park.id;
    park.caller = parkee->party;
    answer(board, *leg, park.say_who ? with_caller(park) : shown_slot(park), {});
    move_caller(board, park, *parkee, true);
    leave(board, *main);
}

void begin_consultation(Board& board, Park& park) {
    Leg* leg = change(board, park.asker);
    if (!CHECK(leg)) return;
    board.consultations.emplace(leg->id, park.id);
    answer(board, *leg, {"Park " + park.slot.text(), park.slot.text(), false}, {});
    announce(board, *leg, park);
}

/// The call is answered and its caller moved in the same turn, so that it hears music at once.
void move_arrived(Board& board, Park& park) {
    Leg* leg = change(board, park.parkee);
    if (!CHECK(leg)) return;
    if (Ring* ring = board.rings.change(leg->ring)) stop_ring(board, *ring, CancelReason::none);
    leg->ring = {};
    answer(board, *leg, shown_slot(park), {});
    move_caller(board, park, *leg, false);
}

}  // namespace

void park_blindly(Board& board, Leg& transferor, Leg& parkee, const ToLot& where) {
    if (!may_park(board, transferor)) {
        note_refused_park(board, transferor, where.lot);
        return board.order(RefuseTransfer{transferor.id, not_allowed_to_park});
    }
    Park park;
    park.way = Park::Way::blind;
    park.asker = transferor.id;
    park.parkee = parkee.id;
    ask_for_slot(board, std::move(park), where, parker_of(board, transferor));
}

void consult_lot(Board& board, Leg& leg, const ToLot& where) {
    if (!may_park(board, leg)) return refuse_parker(board, leg);
    Park park;
    park.way = Park::Way::attended;
    park.asker = leg.id;
    enter(leg, Doing::consulting);
    leg.park = ask_for_slot(board, std::move(park), where, {leg.user(), leg.id, leg.party});
}

void park_declined(Board& board, RingId ring, Leg& caller, const std::string& user, const ToLot& where) {
    Park park;
    park.way = Park::Way::declined;
    park.parkee = caller.id;
    const User* known = board.plan.user(user);
    if (!known || !known->may_park) return declined_park_failed(board, ring, not_allowed_to_park);
    ask_for_slot(board, std::move(park), where, {user, {}, {known->display, known->name, false}});
}

Park* consultation_of(Board& board, LegId leg) {
    const auto found = board.consultations.find(leg);
    return found == board.consultations.end() ? nullptr : board.parks.change(found->second);
}

void park_attended(Board& board, Leg& referrer, Leg& main, Leg& parkee, Park& park) {
    Leg* consultation = change(board, park.asker);
    board.consultations.erase(park.asker);
    accept_transfer(board, referrer);
    if (consultation) enter(*consultation, Doing::announcing);
    part(board, main);
    move_caller(board, park, parkee, consultation || park.heard);
    report_transfer(board, referrer, 200, "OK");
    leave(board, main);
    if (consultation && park.heard) leave(board, *consultation);
}

// -- the lot's word on it

void carry(Board& board, const std::string&, const parking::GrantSlot& granted) {
    Park* park = board.parks.change(granted.park);
    if (!CHECK(park)) return;
    park->slot = granted.slot;
    park->granted = board.now;
    list_park(board, *park);
    if (!wait_for_claim(board, *park)) carry_on(board, *park);
}

void carry_on(Board& board, Park& park) {
    switch (park.way) {
        case Park::Way::blind:
        case Park::Way::asked:
        case Park::Way::keyed:
        case Park::Way::held:
        case Park::Way::ordered:
            return move_transferred(board, park);
        case Park::Way::code:
            return move_held(board, park);
        case Park::Way::attended:
            return begin_consultation(board, park);
        case Park::Way::plain:
        case Park::Way::declined:
            return move_arrived(board, park);
        case Park::Way::foreign:
            return fetch_caller(board, park);
    }
}

namespace {

void not_parked(Board& board, Leg& leg, const Park& park, const Refused& why) {
    switch (park.way) {
        case Park::Way::declined:
            return declined_park_failed(board, leg.ring, why);
        case Park::Way::attended:
        case Park::Way::plain:
        case Park::Way::code:
            return refuse_aloud(board, leg, why, refusal_phrase(speech_to(board, leg, park.lot)));
        case Park::Way::blind:
            board.order(RefuseTransfer{leg.id, why});
            note_refused_park(board, leg, park.lot);
            return say_refusal(board, leg);
        case Park::Way::asked:
            board.order(RefuseReferral{park.referral, why});
            note_refused_park(board, leg, park.lot);
            return say_refusal(board, leg);
        case Park::Way::keyed:
        case Park::Way::held:
        case Park::Way::ordered:
            return say_refusal(board, leg);
        case Park::Way::foreign:
            return foreign_park_refused(board, leg, park, why);
    }
}

}  // namespace

LegId who_waits_for(const Park& park) {
    const bool asker =
        park.way != Park::Way::plain && park.way != Park::Way::declined && park.way != Park::Way::foreign;
    return asker ? park.asker : park.parkee;
}

void refuse_park(Board& board, const Park& park, const Refused& why) {
    if (Leg* leg = change(board, who_waits_for(park)); CHECK(leg)) not_parked(board, *leg, park, why);
}

void carry(Board& board, const std::string&, const parking::RefusePark& refused) {
    Park* found = board.parks.change(refused.park);
    if (!CHECK(found) || ask_sibling(board, *found, refused.why)) return;
    const Park park = *found;
    note_refused(board, park, refused.why);
    ++board.totals.refused_parks_total;
    forget(board, park.id);
    forget_wanted(board, park.id);
    refuse_park(board, park, refusal(refused.why, refused.holder, {}));
}

namespace {

ParksOf::value_type place_of(const Park& park) { return {park.for_user != park.whose, park.id}; }

}  // namespace

void list_park(Board& board, const Park& park) {
    if (park.whose.empty()) return;
    board.parks_of[park.whose].insert(place_of(park));
}

void unlist_park(Board& board, const Park& park) {
    const auto found = board.parks_of.find(park.whose);
    if (found == board.parks_of.end()) return;
    found->second.erase(place_of(park));
    if (found->second.empty()) board.parks_of.erase(found);
}

void parkee_gone(Board& board, Leg& leg, bool lost) {
    if (const Park* park = board.parks.find(leg.park)) {
        remember_place(board, leg, *park);
        stop_telling(board, *park);
        if (leaves_message_behind(board, leg)) tell(board, park->lot, parking::MessageLeft{park->id});
        tell(board, park->lot, parking::CallerLeft{park->id, lost});
    }
    drop(board, leg);
}

void consultation_gone(Board& board, Leg& leg) {
    if (const Park* park = board.parks.find(leg.park))
        tell(board, park->lot, parking::ConsultationEnded{park->id});
    drop(board, leg);
}

}  // namespace layby::calls
