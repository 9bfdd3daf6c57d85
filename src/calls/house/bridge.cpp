#include "calls/house/bridge.hpp"

#include "calls/house/board.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

/// Whatever was being said to it no longer is.
void end_prompt(Board& board, Leg& leg) {
    board.deadlines.cancel(leg.timer);
    leg.prompt = {};
}

void start_talking(Board& board, Leg& leg, LegId with) {
    end_prompt(board, leg);
    enter(leg, Doing::talking);
    leg.with = with;
    leg.ring = {};
    leg.transfer = {};
    leg.park = {};
    leg.refused_park = {};  // it was about another call
    touch(board, leg);
}

/// A bridge in which somebody is on hold.
void sound_held(Board& board, Leg& leg, const Leg& other) {
    if (other.holding() && !leg.holding()) return board.order(PlayMusic{leg.id, board.office.music});
    board.order(Quiet{leg.id});
}

}  // namespace

void join(Board& board, Leg& one, Leg& other) {
    part(board, one);
    part(board, other);
    start_talking(board, one, other.id);
    start_talking(board, other, one.id);
    ++board.bridges;
    sound_bridge(board, one, other);
}

void join_and_show(Board& board, Leg& one, Leg& other) {
    join(board, one, other);
    board.order(Show{one.id, other.party});
    board.order(Show{other.id, one.party});
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

void sound_bridge(Board& board, Leg& one, Leg& other) {
    // Before the ACK of a delayed offer there is nothing to bridge yet; the other one hears what it heard.
    if (!one.audio || !other.audio) return;
    end_prompt(board, one);
    end_prompt(board, other);
    if (!one.holding() && !other.holding()) return board.order(Connect{one.id, other.id});
    sound_held(board, one, other);
    sound_held(board, other, one);
}

}  // namespace layby::calls
