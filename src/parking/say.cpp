// What people say about a call that waits: a note, for whom it is, and that it may wait longer.
#include "parking/inside.hpp"

namespace layby::parking {
namespace {

bool waits(const ParkedCall* call) { return call && call->phase != Phase::reserved; }

void postpone(std::optional<Instant>& deadline, Duration by) {
    if (deadline) *deadline += by;
}

bool climbs(const ParkedCall& call) {
    return call.phase == Phase::ringing && call.reason == RingReason::recall;
}

/// Whoever the call is for is the first rung of its ladder: the others move.
void move_step(ParkedCall& call, bool before, bool now) {
    if (now && !before) ++call.step;
    if (before && !now) --call.step;
}

}  // namespace

void Lot::Inside::on(const NoteWritten& written, Turn& turn) {
    ParkedCall* call = find(written.park, turn);
    if (waits(call)) call->note = written.note;
}

void Lot::Inside::on(const CallDestined& destined, Turn& turn) {
    ParkedCall* call = find(destined.park, turn);
    if (!waits(call) || call->for_user == destined.for_user) return;
    const bool before = !call->for_user.empty();
    const bool that_one_rings = before && climbs(*call) && call->step == 0;
    call->for_user = destined.for_user;
    send_notice(*call, turn);
    if (that_one_rings) {
        stop_ringing(*call, true, turn);
        return climb(*call, 0, turn);
    }
    if (climbs(*call)) move_step(*call, before, !destined.for_user.empty());
}

void Lot::Inside::on(const WaitExtended& extended, Turn& turn) {
    ParkedCall* call = find(extended.park, turn);
    if (!waits(call) || call->phase == Phase::retrieving) return;
    postpone(call->max_wait, extended.by);
    if (call->phase == Phase::waiting) {
        postpone(call->reminder, extended.by);
        return postpone(call->recall, extended.by);
    }
    stop_ringing(*call, true, turn);  // nobody has missed a call
    call->phase = Phase::waiting;
    call->ring_out.reset();
    call->recall = turn.now + extended.by;
}

}  // namespace layby::parking
