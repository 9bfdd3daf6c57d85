#include "calls/ways/onward.hpp"

#include "calls/house/board.hpp"
#include "calls/ways/forward.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

/// Who was parked has a ladder, and who is rung back is meant and nobody else.
bool goes_on(const Ring& ring) {
    return ring.purpose == Ring::Purpose::call || ring.purpose == Ring::Purpose::transfer;
}

std::string called(const Ring& ring) { return (ring.group.empty() ? "" : "group ") + ring.shown.number; }

/// What it has found out about those who were rung.
void forget_target(Ring& ring) {
    ring.trunks_left.clear();
    ring.members_left.clear();
    ring.group.clear();
    ring.step = {};
    ring.best = {};
    ring.ends = {};
    ring.said_no = false;
    ring.called.clear();
    ring.wished = {};
    ring.undisturbed = false;
}

/// As the settings say.
bool send_to(Board& board, Ring& ring, const std::string& number) {
    if (number.empty()) return false;
    const Destination to = board.plan.find(number);
    if (!rings_somebody(to)) {
        log::warn("{}: nobody took a call, and {}, where it should go on, can't be rung", called(ring),
                  number);
        return false;
    }
    if (!may_be_sent_on(ring)) return false;
    log::info("{}: nobody took a call; it goes on to {}", called(ring), number);
    leave_target(board, ring);
    ring.payer = {};  // the settings say so
    aim(board, ring, to);
    return true;
}

}  // namespace

bool may_be_sent_on(Ring& ring) {
    if (++ring.hops <= most_hops) return true;
    log::warn("{}: a call was sent on {} times already and is sent on no more; does it go in a circle?",
              called(ring), most_hops);
    return false;
}

void leave_target(Board& board, Ring& ring) {
    end_branches(board, ring, CancelReason::none);
    forget_target(ring);
}

bool send_on(Board& board, Ring& ring, std::string Ends::*why) {
    if (!goes_on(ring)) return false;
    if (forward_on(board, ring, why)) return true;
    const std::string number = ring.ends.*why;  // of a ring that is about to forget it
    return send_to(board, ring, number);
}

}  // namespace layby::calls
