#include "calls/ways/recall_line.hpp"

#include <utility>

#include "calls/house/board.hpp"
#include "calls/house/lot_effects.hpp"
#include "calls/ways/parking_steps.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

bool still_waits(Board& board, const std::string& lot, const parking::Remind& order) {
    const auto desk = board.lots.find(lot);
    const auto call = desk == board.lots.end() ? std::nullopt : desk->second.lot.at(order.slot);
    return call && call->park == order.park && call->phase == parking::Phase::waiting;
}

bool still_waits(Board& board, const std::string&, const parking::Ring& order) {
    const auto known = board.recall_lines.attempts.find(order.park);
    if (known == board.recall_lines.attempts.end() || known->second != order.attempt) return false;
    board.recall_lines.attempts.erase(known);
    return true;
}

void its_turn(Board& board, const std::string& lot, const parking::Remind& order) {
    carry(board, lot, order);
}

void its_turn(Board& board, const std::string& lot, const parking::Ring& order) {
    tell(board, lot, parking::RingBegan{order.park, order.attempt});
    carry(board, lot, order);
}

bool is_rung(const Board& board, const RecallLines::Line& line) { return board.rings.contains(line.ringing); }

/// The first whose turn it still is; the others were taken, or have gone, meanwhile.
bool ring_first(Board& board, const std::string& phone) {
    for (;;) {
        const auto found = board.recall_lines.by_phone.find(phone);
        if (found == board.recall_lines.by_phone.end() || is_rung(board, found->second)) return false;
        if (found->second.waiting.empty()) {
            board.recall_lines.by_phone.erase(found);
            return false;
        }
        const auto first = std::move(found->second.waiting.front());
        found->second.waiting.pop_front();
        const bool rings = std::visit(
            [&](const auto& order) {
                if (!still_waits(board, first.lot, order)) return false;
                its_turn(board, first.lot, order);
                return true;
            },
            first.order);
        if (rings) return true;
    }
}

}  // namespace

std::string one_at_a_time(const Destination& to) {
    const auto* user = std::get_if<ToUser>(&to);
    return user ? user->user : std::string{};
}

bool waits_its_turn(Board& board, const std::string& phone, RecallLines::Waiting waiting) {
    auto& lines = board.recall_lines;
    const auto line = lines.by_phone.find(phone);
    if (line == lines.by_phone.end() || !is_rung(board, line->second)) return false;
    if (const auto* recall = std::get_if<parking::Ring>(&waiting.order)) {
        lines.attempts[recall->park] = recall->attempt;
        log::info("lot {}: slot {} waits until {} has been rung for others", waiting.lot, recall->slot.text(),
                  phone);
    }
    line->second.waiting.push_back(std::move(waiting));
    return true;
}

void takes_turn(Board& board, const std::string& phone, Ring& ring) {
    if (phone.empty()) return;
    ring.line = phone;
    board.recall_lines.by_phone[phone].ringing = ring.id;
}

void leave_line(Board& board, ParkId park) { board.recall_lines.attempts.erase(park); }

bool next_in_line(Board& board) {
    bool any = false;
    for (const auto& phone : std::exchange(board.recall_lines.freed, {}))
        any = ring_first(board, phone) || any;
    return any || !board.recall_lines.freed.empty();
}

}  // namespace layby::calls
