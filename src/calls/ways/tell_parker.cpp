#include "calls/ways/tell_parker.hpp"

#include "calls/house/board.hpp"
#include "calls/ways/parking_steps.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

constexpr Duration parker_rings_for{20s};

TellParker way_of(const Board& board, const std::string& name) {
    const Trunk* trunk = board.plan.trunk(name);
    return trunk ? trunk->tell_parker : TellParker::no;
}

/// After a restart the order is given again.
bool is_being_called(const Board& board, const Park& park) {
    const Leg* leg = park.called ? find(board, park.asker) : nullptr;
    return board.rings.find(park.telling) || (leg && leg->doing == Doing::announcing);
}

}  // namespace

void tell_behind_trunk(Board& board, const parking::SendMessage& order, const std::string& text) {
    Park* park = board.parks.change(order.park);
    const TellParker way = way_of(board, order.trunk);
    if (!park || way == TellParker::no || is_being_called(board, *park)) return;
    if (way == TellParker::call) return call_parker(board, *park);
    board.order(SendMessageOut{order.park.value, order.trunk, order.user, text});
}

bool calls_after_message(const Board& board, const Park& park) {
    const bool wanted = way_of(board, park.parker.trunk) == TellParker::message_call;
    return wanted && !park.parker.trunk.empty() && !park.called && park.parkee;
}

void call_parker(Board& board, Park& park) {
    park.called = true;
    Ring ring;
    ring.purpose = Ring::Purpose::tell;
    ring.park = park.id;
    ring.lot = park.lot;
    ring.slot = park.slot;
    ring.caller = shown_slot(park);
    ring.shown_name = with_caller(park).name;
    Ring& opened = open_ring(board, std::move(ring));
    park.telling = opened.id;
    aim(board, opened, ToTrunks{{park.parker.trunk}, park.parker.shown.number}, parker_rings_for);
}

void parker_answered(Board& board, const Ring& ring, Leg& leg) {
    Park* park = board.parks.change(ring.park);
    if (!CHECK(park)) return end(board, leg);
    park->asker = leg.id;
    enter(leg, Doing::announcing);
    leg.park = park->id;
    if (leg.holding()) return leg_timed_out(board, leg.id);
    announce(board, leg, *park);
    const bool says_nothing = leg.audio && !leg.prompt;  // a silent lot
    if (says_nothing) leg_timed_out(board, leg.id);
}

void parker_unreached(Board& board, const Ring& ring) {
    if (const Park* park = board.parks.find(ring.park))
        tell(board, park->lot, parking::MessageSettled{park->id, false});
}

}  // namespace layby::calls
