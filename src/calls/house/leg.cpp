#include "calls/house/leg.hpp"

#include "calls/derived/log_lines.hpp"
#include "calls/derived/timeline.hpp"
#include "calls/house/board.hpp"
#include "calls/house/bridge.hpp"
#include "calls/house/holding.hpp"
#include "calls/house/media_agreement.hpp"
#include "calls/states/spoken_refusal.hpp"
#include "calls/ways/tasks.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

constexpr Duration farewell{4s};

/// A user is shown as the office knows it, whatever its phone claims; a trunk's party as it is announced.
Party party_of(const Board& board, const CallArrived& call) {
    const User* user = call.from.kind == Origin::Kind::user ? board.plan.user(call.from.name) : nullptr;
    if (!user) return call.caller;
    return {user->display.empty() ? call.caller.name : user->display, user->name, call.caller.anonymous};
}

}  // namespace

Leg& add_inbound(Board& board, const CallArrived& call) {
    Leg& leg = board.legs[call.leg];
    leg.id = call.leg;
    leg.inbound = true;
    leg.from = call.from;
    leg.party = party_of(board, call);
    leg.number = board.plan.loggable(call.orbit.empty() ? call.number : call.orbit);
    leg.since = board.now;
    leg.near_ip = call.near_ip;
    leg.transport = call.transport;
    leg.peer_ip = call.peer_ip;
    leg.call_id = call.call_id;
    leg.theirs = call.offer;
    watch_leg(board, leg);
    ++board.totals.calls_total;
    return leg;
}

Leg& add_outbound(Board& board, const Origin& whose, const std::string& near_ip, Transport transport,
                  const Account& payer) {
    const LegId id = board.leg_ids.next();
    Leg& leg = board.legs[id];
    leg.id = id;
    enter(leg, Doing::rung);
    leg.from = whose;
    leg.payer = payer;
    leg.since = board.now;
    leg.near_ip = near_ip;
    leg.transport = transport;
    watch_leg(board, leg);
    return leg;
}

const Leg* find(const Board& board, LegId id) {
    const Leg* leg = board.legs.find(id);
    return leg && !leg->gone ? leg : nullptr;
}

Leg* change(Board& board, LegId id) {
    Leg* leg = board.legs.change(id);
    return leg && !leg->gone ? leg : nullptr;
}

void end(Board& board, Leg& leg, CancelReason reason) {
    if (leg.gone) return;
    board.order(HangUp{leg.id, reason});
    drop(board, leg);
}

void refuse(Board& board, Leg& leg, const Refused& why) {
    if (leg.gone) return;
    if (leg.answered) return refuse_by_tone(board, leg, why);
    if (leg.doing != Doing::refused) log_refused(leg, why);
    leg.refusal = why;
    board.order(Refuse{leg.id, why});
    drop(board, leg);
}

void drop(Board& board, Leg& leg) {
    if (leg.gone) return;
    log_ended(board, leg);
    note_past(board, leg);
    note_unanswered(board, leg);
    part(board, leg);
    board.deadlines.cancel(leg.timer);
    board.deadlines.cancel(leg.keyed_timer);
    forget_hold(board, leg);
    if (leg.local) board.order(CloseAudio{leg.id});
    leg.gone = true;
    unwatch_leg(board, leg);
    board.gone.push_back(leg.id);
}

void leave(Board& board, Leg& leg) {
    part(board, leg);
    enter(leg, Doing::leaving);
    touch(board, leg);
    set_timer(board, leg, farewell);
}

void set_timer(Board& board, Leg& leg, Duration after) {
    board.deadlines.cancel(leg.timer);
    leg.timer = board.deadlines.set(board.now + after, {Due::What::leg, leg.id.value});
}

bool open_audio(Board& board, Leg& leg, AudioPorts::For whom) {
    if (!leg.local) leg.local = board.ports.open(leg.id, leg.near_ip, whom);
    return leg.local.has_value();
}

void accept_transfer(Board& board, Leg& leg) {
    leg.refer_open = true;
    board.order(AcceptTransfer{leg.id});
}

void report_transfer(Board& board, Leg& leg, int status, const std::string& reason) {
    if (leg.gone || !leg.refer_open) return;
    leg.refer_open = false;
    board.order(ReportTransfer{leg.id, status, reason});
}

}  // namespace layby::calls
