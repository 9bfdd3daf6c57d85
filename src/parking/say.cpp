// What people say about a call that waits: a note, for whom it is, and that it may wait longer.
#include "parking/inside.hpp"

namespace layby::parking {
namespace {

bool waits(const ParkedCall* call) { return call && call->phase != Phase::reserved; }

void postpone(std::optional<Instant>& deadline, Duration by) {
    if (deadline) *deadline += by;
}

/// Whoever the call is for is the first rung of its ladder: the others move.
void move_step(ParkedCall& call, bool before, bool now) {
    if (now && !before) ++call.step;
    if (before && !now && call.step > 0) --call.step;
}

}  // namespace

void Lot::Inside::on(const NoteWritten& written, Turn& turn) {
    ParkedCall* call = find(written.park, turn);
    if (waits(call)) call->note = written.note;
}

void Lot::Inside::on(const CallDestined& destined, Turn& turn) {
    ParkedCall* call = find(destined.park, turn);
    if (!waits(call) || call->for_user == destined.for_user) return;
    move_step(*call, !call->for_user.empty(), !destined.for_user.empty());
    call->for_user = destined.for_user;
    send_notice(*call, turn);
}

void Lot::Inside::on(const WaitExtended& extended, Turn& turn) {
    ParkedCall* call = find(extended.park, turn);
    if (!waits(call) || call->phase == Phase::retrieving) return;
    postpone(call->max_wait, extended.by);
    if (call->phase == Phase::waiting) {
        postpone(call->reminder, extended.by);
        return postpone(call->recall, extended.by);
    }
    stop_ringing(*call, false, turn);
    call->phase = Phase::waiting;
    call->ring_out.reset();
    call->recall = turn.now + extended.by;
}

}  // namespace layby::parking
