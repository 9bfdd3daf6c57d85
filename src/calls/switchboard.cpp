#include "calls/switchboard.hpp"

#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/holding.hpp"
#include "calls/house/keys.hpp"
#include "calls/house/leftovers.hpp"
#include "calls/house/views.hpp"
#include "runtime/check.hpp"

namespace layby::calls {
namespace {

void add_lot(Board& board, const LotNumbers& numbers) {
    // Each lot has its own seed: two lots never choose alike.
    const std::uint64_t seed = board.seed + board.lots.size();
    LotDesk desk{numbers, parking::Lot{numbers.rules, seed}, std::nullopt};
    desk.lot.close(board.lots_closed);
    board.lots.emplace(numbers.rules.name, std::move(desk));
}

void take_over_lot(Board& board, const LotNumbers& numbers) {
    board.closing_lots.erase(numbers.rules.name);
    const auto desk = board.lots.find(numbers.rules.name);
    if (desk == board.lots.end()) return add_lot(board, numbers);
    const bool looks_different = desk->second.numbers.pin != numbers.pin ||
                                 desk->second.lot.rules().fallback.empty() != numbers.rules.fallback.empty();
    desk->second.numbers = numbers;
    desk->second.lot.change_rules(numbers.rules);
    desk->second.lot.close(board.lots_closed);
    if (looks_different) show_again(board, numbers.rules.name);
}

void run(Board& board, const Due& due) {
    switch (due.what) {
        case Due::What::leg:
            return leg_timed_out(board, LegId{due.id});
        case Due::What::ring:
            return ring_timed_out(board, RingId{due.id});
        case Due::What::transfer:
            return ring_back_again(board, TransferId{due.id});
        case Due::What::keys:
            return keys_timed_out(board, LegId{due.id});
        case Due::What::hold:
            return hold_timed_out(board, LegId{due.id});
    }
}

void close_empty_lots(Board& board) {
    std::erase_if(board.closing_lots, [&](const std::string& name) {
        LotDesk& desk = board.lots.at(name);
        if (desk.lot.occupied() != 0) return false;
        if (desk.next) board.lot_deadlines.erase({*desk.next, name});
        board.lots.erase(name);
        board.showing.lots = true;
        return true;
    });
}

/// The end of every turn: what lots have to say to it, and then those who are gone are forgotten.
void end_turn(Board& board) {
    settle(board);
    tell_watchers(board);
    close_empty_lots(board);
    for (const LegId leg : board.gone) board.legs.erase(leg);
    board.gone.clear();
    show_changes(board);
    keep_changes(board);
}

}  // namespace

Board::Board(Office its_office, AudioPorts& its_ports, std::uint64_t its_seed)
    : office{std::move(its_office)}, plan{office}, ports{its_ports}, seed{its_seed} {
    for (const LotNumbers& numbers : office.lots) add_lot(*this, numbers);
    watch_lots(*this);
}

struct Switchboard::Inside {
    Inside(Office office, AudioPorts& ports, std::uint64_t seed) : board{std::move(office), ports, seed} {}
    /// Ends the turn, and says what it wants done.
    Turn over() {
        end_turn(board);
        return std::exchange(board.turn, {});
    }
    Board board;
};

Switchboard::Switchboard(Office office, AudioPorts& ports, std::uint64_t seed)
    : inside_{std::make_unique<Inside>(std::move(office), ports, seed)} {}
Switchboard::~Switchboard() = default;

Turn Switchboard::restore(KeptCalls kept, std::uint64_t first_id, Instant now) {
    Board& board = inside_->board;
    board.now = now;
    board.last_id = first_id;
    board.leg_ids = LegIds{first_id, LegIds::Giver::switchboard};
    layby::calls::restore(board, std::move(kept));
    board.showing.lots = true;
    return inside_->over();
}

Turn Switchboard::handle(const Fact& fact, Instant now) {
    Board& board = inside_->board;
    board.now = now;
    std::visit([&](const auto& what) { on(board, what); }, fact);
    return inside_->over();
}

Turn Switchboard::expire(Instant now) {
    Board& board = inside_->board;
    board.now = now;
    while (const auto due = board.deadlines.take_due(now)) {
        run(board, *due);
        end_turn(board);
    }
    expire_lots(board);
    return inside_->over();
}

std::optional<Instant> Switchboard::next_deadline() const {
    const Board& board = inside_->board;
    const auto ours = board.deadlines.next();
    if (board.lot_deadlines.empty()) return ours;
    const Instant lots = board.lot_deadlines.begin()->first;
    return ours && *ours < lots ? *ours : lots;
}

Commanded Switchboard::retrieve(const std::string& lot, SlotNumber slot, const std::string& user, Instant now,
                                ParkId only) {
    Board& board = inside_->board;
    board.now = now;
    const CommandResult result = order_retrieve(board, {lot, slot, only}, user);
    return {result, inside_->over()};
}

Commanded Switchboard::release(const std::string& lot, SlotNumber slot, Instant now, ParkId only) {
    Board& board = inside_->board;
    board.now = now;
    const CommandResult result = order_release(board, {lot, slot, only});
    return {result, inside_->over()};
}

Commanded Switchboard::set_pin(const std::string& lot, SlotNumber slot, const std::string& pin, Instant now,
                               ParkId only) {
    Board& board = inside_->board;
    board.now = now;
    const CommandResult result = order_pin(board, {lot, slot, only}, pin);
    return {result, inside_->over()};
}

Turn Switchboard::reload(Office office, Instant now) {
    Board& board = inside_->board;
    board.now = now;
    board.office = std::move(office);
    board.plan = DialPlan{board.office};
    for (const auto& [name, desk] : board.lots) board.closing_lots.insert(name);
    for (const LotNumbers& numbers : board.office.lots) take_over_lot(board, numbers);
    for (const std::string& name : board.closing_lots) board.lots.at(name).lot.close(true);
    find_leftovers(board);
    watch_lots(board);
    board.showing.lots = true;
    return inside_->over();
}

void Switchboard::close_lots(bool closed) {
    Board& board = inside_->board;
    board.lots_closed = closed;
    for (auto& [name, desk] : board.lots) desk.lot.close(closed || board.closing_lots.contains(name));
}

void Switchboard::drain(bool draining) { inside_->board.draining = draining; }

bool Switchboard::has_waiting(const std::string& number) const {
    const Board& board = inside_->board;
    const ToSlot* leftover = leftover_with_caller(board, number);
    return somebody_waits(board, leftover ? Destination{*leftover} : board.plan.find(number));
}

std::vector<LotView> Switchboard::lots() const { return view_lots(inside_->board); }
std::vector<CallView> Switchboard::calls() const { return view_calls(inside_->board); }
std::vector<Shown> Switchboard::shown() const { return everything_shown(inside_->board); }
Counters Switchboard::counters() const { return count_all(inside_->board); }
bool Switchboard::consistent() const { return is_consistent(inside_->board); }

}  // namespace layby::calls
