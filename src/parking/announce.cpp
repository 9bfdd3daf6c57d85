// Chapter 2, announce. The parker learns the slot: by voice on the leg it still has, else by a message to its
// phones, and if no phone takes the message, by a ring at once.
#include "parking/inside.hpp"

namespace layby::parking {

void Lot::Inside::tell_parker(ParkedCall& call, bool by_voice, Turn& turn) {
    if (!by_voice || !call.parker.leg) return send_message(call, turn);
    call.telling = Telling::speaking;
    turn.order(Announce{call.park, call.parker.leg, call.slot});
}

void Lot::Inside::send_message(ParkedCall& call, Turn& turn) {
    const Parker& parker = call.parker;
    call.telling = parker.reachable() ? Telling::messaged : Telling::nobody;
    if (call.telling == Telling::messaged)
        turn.order(SendMessage{call.park, parker.target(), call.slot, call.caller, parker.trunk});
}

/// Who parks for itself is told as the parker.
void Lot::Inside::send_notice(const ParkedCall& call, Turn& turn) {
    if (!call.for_user.empty() && call.for_user != call.parker.user)
        turn.order(SendNotice{call.park, call.for_user, call.slot, call.caller});
}

void Lot::Inside::on(const AnnouncementHeard& heard, Turn& turn) {
    ParkedCall* call = find(heard.park, turn);
    if (!call) return;
    switch (call->telling) {
        case Telling::speaking:
            call->telling = Telling::told;
            return;
        case Telling::nobody:
        case Telling::messaged:
        case Telling::reminded:
        case Telling::told:
            return;  // nothing was being spoken
    }
}

void Lot::Inside::on(const ParkerLeft& left, Turn& turn) {
    ParkedCall* call = find(left.park, turn);
    if (!call) return;
    switch (call->telling) {
        case Telling::speaking:
            return send_message(*call, turn);
        case Telling::nobody:
        case Telling::messaged:
        case Telling::reminded:
        case Telling::told:
            return;  // it has heard the slot, or is told in another way
    }
}

void Lot::Inside::on(const MessageSettled& settled, Turn& turn) {
    ParkedCall* call = find(settled.park, turn);
    if (!call) return;
    const bool expected = call->telling == Telling::messaged || call->telling == Telling::reminded;
    if (expected && settled.delivered) call->telling = Telling::told;
    if (call->telling != Telling::messaged) return;
    call->telling = Telling::reminded;
    // While it rings by recall its display shows the slot; and a call that is being taken needs no reminder.
    if (call->phase == Phase::waiting) remind(*call, turn);
}

}  // namespace layby::parking
