#include "calls/ways/foreign_park.hpp"

#include "calls/house/board.hpp"
#include "calls/ways/parkers.hpp"
#include "calls/ways/parking_steps.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

/// A phone takes such a call by itself; one that rings instead is no use to the two who are talking.
constexpr Duration answers_within{15s};

/// How the office shows it; a trunk's party says who it is when it answers.
Party party_of(const Board& board, const Origin& who) {
    const User* user = who.kind == Origin::Kind::user ? board.plan.user(who.name) : nullptr;
    return user ? Party{user->display, user->name, false} : Party{};
}

parking::Parker parker_of(const Board& board, const ParkAsked& fact) {
    const Origin& who = fact.from;
    if (who.kind == Origin::Kind::user) return {who.name, {}, party_of(board, who)};
    const Trunk* trunk = board.plan.trunk(who.name);
    const bool believed = trunk && trunk->names_parker;
    return parker_behind(board, who.name, believed ? std::optional{fact.asker} : std::nullopt);
}

}  // namespace

void park_foreign(Board& board, const ParkAsked& fact, const ToLot& where) {
    if (!may_park(board, fact.from)) return board.order(RefuseReferral{fact.referral, not_allowed_to_park});
    Leg& leg = add_outbound(board, fact.foreign->who, fact.foreign->near_ip);
    enter(leg, Doing::asking);
    leg.party = party_of(board, leg.from);
    Park park;
    park.way = Park::Way::foreign;
    park.parkee = leg.id;
    park.referral = fact.referral;
    ask_for_slot(board, std::move(park), where, parker_of(board, fact));
}

void foreign_park_refused(Board& board, Leg& leg, const Park& park, const Refused& why) {
    board.order(RefuseReferral{park.referral, why});
    drop(board, leg);
}

void fetch_caller(Board& board, Park& park) {
    Leg* leg = change(board, park.parkee);
    if (!CHECK(leg)) return;
    board.order(AcceptReferral{park.referral});
    enter(*leg, Doing::rung);
    Ring ring;
    ring.purpose = Ring::Purpose::fetch;
    ring.park = park.id;
    ring.caller = shown_slot(park);
    OutboundCall order;
    order.to = OutboundCall::To::referred;
    order.referral = park.referral;
    ring_leg(board, open_ring(board, std::move(ring)), *leg, std::move(order), answers_within);
}

/// Its dialog is named to the phone that asked, which may want to retrieve by it.
void caller_fetched(Board& board, const Ring& ring, Leg& leg) {
    Park* park = board.parks.change(ring.park);
    if (!CHECK(park)) return end(board, leg);
    move_caller(board, *park, leg, false);
    board.order(ReportReferral{park->referral, {200, "OK"}, leg.id});
}

void caller_not_fetched(Board& board, const Ring& ring) {
    const Park* park = board.parks.find(ring.park);
    if (!CHECK(park)) return;
    board.order(ReportReferral{park->referral, ring.best, {}});
    tell(board, park->lot, parking::ParkGivenUp{park->id});
}

}  // namespace layby::calls
