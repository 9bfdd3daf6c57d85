// Chapter 8, replace. Whoever was thought to be the caller had only consulted: the one it was about comes and
// takes its place. Slot and deadlines stay; who stood there may turn out to be the parker.
#include "parking/inside.hpp"

namespace layby::parking {

void Lot::Inside::on(const CallerReplaced& replaced, Turn& turn) {
    ParkedCall* call = find(replaced.park, turn);
    if (!call) return;
    switch (call->phase) {
        case Phase::reserved:
            return;  // nobody is there yet who could be replaced
        case Phase::waiting:
        case Phase::ringing:
            call->parkee = replaced.parkee;
            call->caller = replaced.caller;
            play_music(*call, turn);
            return adopt_parker(*call, replaced, turn);
        case Phase::retrieving:
            call->parkee = replaced.parkee;
            call->caller = replaced.caller;
            return;  // whoever takes it goes on with the newcomer
    }
}

/// From now on there is somebody to tell and to remind. The lot's other deadlines go on.
void Lot::Inside::adopt_parker(ParkedCall& call, const CallerReplaced& replaced, Turn& turn) {
    if (!replaced.parker) return;
    call.parker = *replaced.parker;
    if (call.telling != Telling::nobody) return;
    if (replaced.told)
        call.telling = Telling::told;
    else
        send_message(call, turn);
    if (call.phase == Phase::waiting && !call.reminder) set_reminder(call, turn);
}

}  // namespace layby::parking
