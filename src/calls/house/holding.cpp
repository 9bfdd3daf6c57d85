#include "calls/house/holding.hpp"

#include <algorithm>

#include "calls/house/board.hpp"
#include "calls/ways/parking_steps.hpp"

namespace layby::calls {
namespace {

void start_waiting(Board& board, Leg& leg) {
    const Duration patience = board.office.park_after_hold;
    if (patience > 0s)
        leg.hold_timer = board.deadlines.set(board.now + patience, {Due::What::hold, leg.id.value});
}

bool holds_somebody(const Board& board, const Leg& leg) {
    return leg.doing == Doing::talking && leg.holding() && find(board, leg.with);
}

}  // namespace

void note_hold(Board& board, Leg& leg) {
    if (!leg.is_user() || leg.holding() == leg.held) return;
    if (!leg.holding()) return forget_hold(board, leg);
    leg.held = true;
    leg.held_since = board.now;
    board.held[leg.user()].push_back(leg.id);
    start_waiting(board, leg);
}

void forget_hold(Board& board, Leg& leg) {
    board.deadlines.cancel(leg.hold_timer);
    if (!leg.held) return;
    leg.held = false;
    const auto held = board.held.find(leg.user());
    if (held == board.held.end()) return;
    std::erase(held->second, leg.id);
    if (held->second.empty()) board.held.erase(held);
}

/// If the lot is full, the party stays on hold, and this is tried again.
void hold_timed_out(Board& board, LegId id) {
    Leg* leg = change(board, id);
    if (!leg) return;
    leg->hold_timer = {};
    if (!leg->held) return;
    start_waiting(board, *leg);
    if (holds_somebody(board, *leg)) park_partner(board, *leg, Park::Way::held, {board.plan.default_lot()});
}

HeldCall held_call_of(Board& board, const Origin& who) {
    HeldCall latest;
    const auto held = board.held.find(who.name);
    if (who.kind != Origin::Kind::user || held == board.held.end()) return latest;
    const auto on_this_phone = [&](const Leg& leg) { return who.device && leg.from.device == who.device; };
    for (const LegId id : held->second) {
        Leg* leg = change(board, id);
        if (!leg || !holds_somebody(board, *leg)) continue;
        latest.others = latest.leg != nullptr;
        if (!latest.leg || on_this_phone(*leg) || !on_this_phone(*latest.leg)) latest.leg = leg;
    }
    return latest;
}

}  // namespace layby::calls
