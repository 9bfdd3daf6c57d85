// The lots' side of a turn: what they are told, what they order in return, and when they want to be woken.
#include "calls/derived/log_lines.hpp"
#include "calls/derived/timeline.hpp"
#include "calls/house/board.hpp"
#include "calls/house/leftovers.hpp"
#include "calls/house/lot_effects.hpp"
#include "calls/ways/parking_steps.hpp"
#include "calls/ways/tasks.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

void carry_out(Board& board, const std::string& lot, const parking::Lot& from,
               const parking::Effects& effects) {
    for (const ParkId park : from.touched()) board.keeping.parks.push_back(park);
    touch(board, lot, effects);
    for (const parking::Effect& effect : effects) {
        log_effect(board, lot, effect);
        note_step(board, lot, effect);
        std::visit([&](const auto& order) { carry(board, lot, order); }, effect);
    }
}

void count(Counters& totals, parking::Outcome outcome) {
    if (outcome == parking::Outcome::retrieved) ++totals.retrieves_total;
    if (outcome == parking::Outcome::recalled || outcome == parking::Outcome::fell_back ||
        outcome == parking::Outcome::to_operator)
        ++totals.recalls_total;
    if (outcome == parking::Outcome::abandoned) ++totals.abandoned_total;
}

void note_in_journal(Board& board, const std::string& lot, const parking::Ended& ended) {
    const Park* park = board.parks.find(ended.park);
    if (!park) return;
    board.turn.past.push_back({.lot = lot,
                               .slot = ended.slot,
                               .caller = park->caller,
                               .parker = park->parker,
                               .outcome = ended.outcome,
                               .by = ended.by,
                               .lasted = board.now - park->granted,
                               .park = park->id,
                               .call = park->parkee});
}

/// Who gave up is to be called back; who was taken needs no call back any more.
void mind_call_back(Board& board, const parking::Ended& ended) {
    using parking::Outcome;
    const Park* park = board.parks.find(ended.park);
    if (!park) return;
    switch (ended.outcome) {
        case Outcome::abandoned:
            return note_given_up(board, *park, Task::Why::abandoned);
        case Outcome::failed:
            return note_given_up(board, *park, Task::Why::cut_off);
        case Outcome::to_call_back:
            return note_given_up(board, *park, Task::Why::asked);
        case Outcome::retrieved:
        case Outcome::recalled:
        case Outcome::fell_back:
        case Outcome::to_operator:
            return note_taken_out(board, *park, ended.by);
        case Outcome::forced:
        case Outcome::given_up:
        case Outcome::message:
            return;
    }
}

}  // namespace

const char* text_of(parking::RingReason reason) {
    switch (reason) {
        case parking::RingReason::recall:
            return "recall";
        case parking::RingReason::fallback:
            return "fallback";
        case parking::RingReason::asked_for:
            return "operator";
    }
    return "";
}

const char* text_of(parking::Outcome outcome) {
    switch (outcome) {
        case parking::Outcome::retrieved:
            return "retrieved";
        case parking::Outcome::recalled:
            return "recalled";
        case parking::Outcome::fell_back:
            return "fell back";
        case parking::Outcome::abandoned:
            return "abandoned";
        case parking::Outcome::forced:
            return "released";
        case parking::Outcome::failed:
            return "failed";
        case parking::Outcome::given_up:
            return "given up";
        case parking::Outcome::to_operator:
            return "operator";
        case parking::Outcome::to_call_back:
            return "to call back";
        case parking::Outcome::message:
            return "message";
    }
    return "";
}

void reschedule(Board& board, const std::string& name, LotDesk& desk) {
    const auto next = desk.lot.next_deadline();
    if (next == desk.next) return;
    if (desk.next) board.lot_deadlines.erase({*desk.next, name});
    if (next) board.lot_deadlines.emplace(*next, name);
    desk.next = next;
}

void tell(Board& board, const std::string& lot, parking::Event event) {
    board.lot_events.push_back({lot, std::move(event)});
}

void settle(Board& board) {
    while (!board.lot_events.empty() || next_in_line(board)) {
        if (board.lot_events.empty()) continue;
        const LotEvent next = std::move(board.lot_events.front());
        board.lot_events.pop_front();
        const auto desk = board.lots.find(next.lot);
        if (desk == board.lots.end()) continue;
        touch(board, next.lot, next.event);
        log_event(board, next.event);
        note_step(board, next.event);
        parking::Lot& lot = desk->second.lot;
        const parking::Effects effects = lot.handle(next.event, board.now);
        carry_out(board, next.lot, lot, effects);
        reschedule(board, next.lot, desk->second);
    }
}

void expire_lots(Board& board) {
    while (!board.lot_deadlines.empty() && board.lot_deadlines.begin()->first <= board.now) {
        const auto due = *board.lot_deadlines.begin();
        LotDesk& desk = board.lots.at(due.second);
        const parking::Effects effects = desk.lot.expire(board.now);
        carry_out(board, due.second, desk.lot, effects);
        reschedule(board, due.second, desk);
        settle(board);
        if (!CHECK(desk.next != due.first)) return;  // it would never end
    }
}

/// The park is over: nobody rings for it any more.
void forget(Board& board, ParkId id) {
    const Park* found = board.parks.find(id);
    if (!found) return;
    const Park park = *found;
    board.parks.erase(id);
    leave_line(board, id);
    board.consultations.erase(park.asker);
    unlist_park(board, park);
    if (Ring* ring = board.rings.change(park.recall))
        stop_ring(board, *ring, CancelReason::completed_elsewhere);
    stop_ringing_for(board, park, CancelReason::completed_elsewhere);
}

void hand_over(Board& board, const Park& park) {
    const auto desk = board.lots.find(park.lot);
    if (!CHECK(desk != board.lots.end())) return;
    parking::Lot& lot = desk->second.lot;
    carry_out(board, park.lot, lot, lot.hand_over(park.id, board.now));
    reschedule(board, park.lot, desk->second);
    board.watching.slots.emplace_back(park.lot, park.slot);
    slot_vacated(board, park.lot, park.slot);
    forget(board, park.id);
}

void carry(Board& board, const std::string&, const parking::HangUpCaller& order) {
    Leg* parkee = change(board, order.parkee);
    if (!parkee) return;
    if (Leg* retriever = change(board, parkee->with)) retriever->taking = {};
    end(board, *parkee);
}

void carry(Board& board, const std::string& lot, const parking::Ended& ended) {
    count(board.totals, ended.outcome);
    note_in_journal(board, lot, ended);
    mind_call_back(board, ended);
    board.keeping.released.emplace_back(lot, ended.slot);
    slot_vacated(board, lot, ended.slot);
    give_up_claim(board, lot, ended);
    forget(board, ended.park);
}

}  // namespace layby::calls
