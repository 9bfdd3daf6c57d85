// Chapter 4, remind. The parker's phone is nudged while the caller stays parked: once before each recall.
#include <algorithm>

#include "parking/inside.hpp"

namespace layby::parking {

void Lot::Inside::remind(ParkedCall& call, Turn& turn) {
    turn.order(Remind{call.park, call.parker.target(), call.slot, call.caller, call.parker.trunk});
}

void Lot::Inside::remind_on_time(ParkedCall& call, Turn& turn) {
    call.reminder.reset();
    if (call.recall && *call.recall <= turn.now) return;  // both are due: the recall says it all
    remind(call, turn);
    if (!call.recall && rules.reminder > 0s)
        call.reminder = turn.now + std::max<Duration>(rules.reminder, 1s);
}

}  // namespace layby::parking
