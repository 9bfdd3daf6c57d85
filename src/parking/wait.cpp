// Chapter 3, wait. The caller hears music. A period of waiting ends in a recall; max_wait ends the caller's
// patience altogether. Deadlines are never closer than a second to the turn that sets them, so that whatever
// the rules say, nothing spins.
#include <algorithm>

#include "parking/inside.hpp"

namespace layby::parking {
namespace {

constexpr Duration shortest = 1s;

/// Between two tries of a lot whose recall is off (it only rings once the caller's patience is over).
constexpr Duration pause_without_recall = 60s;

Instant after(Duration time, Instant now) { return now + std::max(time, shortest); }

}  // namespace

void Lot::Inside::start_waiting(ParkedCall& call, const CallerMoved& moved, Turn& turn) {
    call.phase = Phase::waiting;
    call.parkee = moved.parkee;
    call.caller = moved.caller;
    call.since = turn.now;
    if (rules.max_wait > 0s) call.max_wait = after(rules.max_wait, turn.now);
    play_music(call, turn);
    tell_parker(call, moved.announce, turn);
    send_notice(call, turn);
    start_period(call, turn);
}

/// From here to the next recall, with at most one reminder on the way. Without recall, reminders repeat.
void Lot::Inside::start_period(ParkedCall& call, Turn& turn) {
    call.phase = Phase::waiting;
    call.ring_out.reset();
    call.recall.reset();
    call.reminder.reset();
    if (rules.recall > 0s)
        call.recall = after(rules.recall, turn.now);
    else if (call.patience_over)
        call.recall = turn.now + pause_without_recall;
    set_reminder(call, turn);
}

void Lot::Inside::set_reminder(ParkedCall& call, Turn& turn) {
    if (rules.reminder <= 0s || !call.parker.reachable()) return;
    const Instant at = after(rules.reminder, turn.now);
    if (!call.recall || at < *call.recall) call.reminder = at;
}

void Lot::Inside::play_music(const ParkedCall& call, Turn& turn) {
    turn.order(PlayMusic{call.park, call.parkee, rules.music});
}

/// Runs the call's next deadline, which is due. Each of these ends the call or moves its deadline onwards.
void Lot::Inside::run_due(ParkedCall& call, Turn& turn) {
    switch (next_due(call).what) {
        case Due::nothing:
            return;
        case Due::lapse:
            return lapse(call, turn);
        case Due::reminder:
            return remind_on_time(call, turn);
        case Due::recall:
            return recall(call, turn);
        case Due::ring_out:
            return ring_out(call, turn);
        case Due::max_wait:
            return lose_patience(call, turn);
    }
}

/// What has become due while somebody was taking the caller, or the operator rang.
void Lot::Inside::run_overdue(ParkedCall& call, Turn& turn) {
    for (auto due = next_due(call).at; due && *due <= turn.now; due = next_due(call).at) run_due(call, turn);
}

}  // namespace layby::parking
