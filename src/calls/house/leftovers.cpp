#include "calls/house/leftovers.hpp"

#include <set>

#include "calls/house/board.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

bool is_leftover(const Board& board, const Park& park) {
    const auto lot = board.plan.lot_with(park.slot);
    return !lot || *lot != park.lot;
}

/// The PIN of a lot that is gone stays with who waits there, also over a restart.
void keep_pin(Board& board, const Park& park) {
    const auto desk = board.lots.find(park.lot);
    if (desk == board.lots.end() || !board.closing_lots.contains(park.lot)) return;
    if (!park.pin.empty() || desk->second.numbers.pin.empty()) return;
    const std::string pin = desk->second.numbers.pin;
    board.parks.change(park.id)->pin = pin;
}

void withhold(Board& board, const std::map<std::string, std::set<SlotNumber>>& slots) {
    for (auto& [name, desk] : board.lots) {
        auto taken = slots_elsewhere(board, name);
        if (const auto mine = slots.find(name); mine != slots.end())
            taken.insert(mine->second.begin(), mine->second.end());
        desk.lot.change_rules(desk.lot.rules(), std::move(taken));
    }
}

}  // namespace

void find_leftovers(Board& board) {
    std::map<std::string, std::set<SlotNumber>> withheld;
    std::vector<Park> found;
    for (const auto& [id, park] : board.parks)
        if (is_leftover(board, park)) found.push_back(park);
    for (const Park& park : found) {
        board.plan.add_leftover({park.lot, park.slot});
        if (const auto other = board.plan.lot_with(park.slot)) withheld[*other].insert(park.slot);
        keep_pin(board, park);
        log::info("lot {}: slot {} is no longer in the settings; its caller stays there and can be retrieved",
                  park.lot, park.slot.text());
    }
    withhold(board, withheld);
}

void slot_vacated(Board& board, const std::string& lot, SlotNumber slot) {
    if (!board.plan.drop_leftover({lot, slot})) return;
    const auto other = board.plan.lot_with(slot);
    const auto desk = other ? board.lots.find(*other) : board.lots.end();
    if (desk != board.lots.end() && desk->second.lot.hand_back(slot, board.now))
        board.keeping.released.emplace_back(*other, slot);
}

const ToSlot* leftover_with_caller(const Board& board, const std::string& number) {
    const ToSlot* slot = board.plan.leftover(number);
    const auto desk = slot ? board.lots.find(slot->lot) : board.lots.end();
    const auto parked = desk == board.lots.end() ? std::nullopt : desk->second.lot.at(slot->slot);
    return parked && parked->phase != parking::Phase::reserved ? slot : nullptr;
}

}  // namespace layby::calls
