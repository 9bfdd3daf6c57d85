#include "calls/house/bridge.hpp"

#include "calls/derived/timeline.hpp"
#include "calls/house/board.hpp"
#include "calls/house/keys.hpp"
#include "calls/ways/tasks.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

void start_talking(Board& board, Leg& leg, LegId with) {
    board.deadlines.cancel(leg.timer);
    enter(leg, Doing::talking);
    leg.with = with;
    leg.park = {};
    if (leg.asked_keys) watch_keys(board, leg);
    leg.refused_park = {};  // it was about another call
    touch(board, leg);
}

}  // namespace

void join(Board& board, Leg& one, Leg& other) {
    const bool from_slot = one.doing == Doing::parked || other.doing == Doing::parked;
    part(board, one);
    part(board, other);
    start_talking(board, one, other.id);
    start_talking(board, other, one.id);
    note_met(board, one, other);
    if (!from_slot) note_spoken(board, one, other);  // who takes it out of a slot may not get it yet
    ++board.bridges;
}

Leg* part(Board& board, Leg& leg) {
    if (!leg.with) return nullptr;
    confirm_retrieval(board, leg);
    Leg* other = board.legs.change(leg.with);
    leg.with = {};
    --board.bridges;
    if (!CHECK(other && other->with == leg.id)) return nullptr;
    other->with = {};
    return other;
}

}  // namespace layby::calls
