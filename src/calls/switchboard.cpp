#include "calls/switchboard.hpp"

#include <algorithm>

#include "calls/house/board.hpp"
#include "calls/house/facts_handled.hpp"
#include "calls/house/holding.hpp"
#include "calls/house/keys.hpp"
#include "calls/house/leftovers.hpp"
#include "calls/house/listener.hpp"
#include "calls/house/start_over.hpp"
#include "calls/house/views.hpp"
#include "calls/ways/choices.hpp"
#include "calls/ways/hours.hpp"
#include "calls/ways/messages.hpp"
#include "calls/ways/ordered_call.hpp"
#include "calls/ways/presence.hpp"
#include "calls/ways/tasks.hpp"
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
    const bool offers_alike = desk->second.lot.rules().choices == numbers.rules.choices;
    desk->second.numbers = numbers;
    desk->second.lot.change_rules(numbers.rules);
    if (!offers_alike) offer_again(board, numbers.rules.name);
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

/// The end of every turn: what lots have to say to it, and what follows from it for ears and displays.
void settle_all(Board& board) {
    settle(board);
    settle_messages(board);
    let_hear(board);
    let_see(board);
}

/// What it has led to is told and kept, and those who are gone are forgotten.
void commit(Board& board) {
    tell_watchers(board);
    close_empty_lots(board);
    for (const LegId leg : board.gone) board.legs.erase(leg);
    board.gone.clear();
    show_changes(board);
    keep_changes(board);
}

template <class Value>
void append(std::vector<Value>& to, std::vector<Value> more) {
    if (to.empty()) return to.swap(more);
    std::ranges::move(more, std::back_inserter(to));
}

void append(Turn& turn, Turn more) {
    append(turn.orders, std::move(more.orders));
    append(turn.audio, std::move(more.audio));
    append(turn.changes, std::move(more.changes));
    append(turn.claims, std::move(more.claims));
    append(turn.watched, std::move(more.watched));
    append(turn.shown, std::move(more.shown));
    append(turn.past, std::move(more.past));
    append(turn.calls, std::move(more.calls));
    append(turn.steps, std::move(more.steps));
    append(turn.ties, std::move(more.ties));
}

/// One bug that shows again and again would keep the server busy with nothing else.
constexpr Duration between_undone_turns{10s};

}  // namespace

Board::Board(Office its_office, AudioPorts& its_ports, std::uint64_t its_seed)
    : office{std::move(its_office)}, plan{office}, ports{its_ports}, seed{its_seed} {
    for (const LotNumbers& numbers : office.lots) add_lot(*this, numbers);
    take_over_hours(*this);
    watch_lots(*this);
}

struct Switchboard::Inside {
    Inside(Office office, AudioPorts& ports, std::uint64_t seed)
        : board{std::make_unique<Board>(std::move(office), ports, seed)} {}

    Board& begin(Instant now) {
        board->now = now;
        bugs = runtime::bugs_of_this_thread();
        return *board;
    }

    /// True when the turn stands; false when it has been undone.
    bool end() {
        settle_all(*board);
        const bool undone = runtime::bugs_of_this_thread() != bugs && may_undo();
        if (undone) undo();
        commit(*board);
        append(done, std::exchange(board->turn, {}));
        return !undone;
    }

    /// One that has to be undone is refused.
    void handle(const Fact& fact) {
        std::visit([&](const auto& what) { on(*board, what); }, fact);
        if (!end()) append(done.orders, refusal_of(fact));
    }

    bool may_undo() const { return !undone_at || *undone_at + between_undone_turns <= board->now; }

    void undo() {
        undone_at = board->now;
        board = start_over(*board);
        settle_all(*board);
    }

    Turn over() {
        end();
        return take();
    }
    Turn take() { return std::exchange(done, {}); }
    Commanded over(CommandResult result) {
        if (!end()) result = CommandResult::undone;
        return {result, take(), {}};
    }

    std::unique_ptr<Board> board;
    Turn done;             ///< what turns that stand want done
    std::uint64_t bugs{};  ///< before this turn
    std::optional<Instant> undone_at;
};

Counters& Counters::operator+=(const Counters& other) {
    legs += other.legs;
    bridges += other.bridges;
    rings += other.rings;
    transfers += other.transfers;
    parked += other.parked;
    deadlines += other.deadlines;
    calls_total += other.calls_total;
    parks_total += other.parks_total;
    retrieves_total += other.retrieves_total;
    recalls_total += other.recalls_total;
    refused_parks_total += other.refused_parks_total;
    abandoned_total += other.abandoned_total;
    barred_total += other.barred_total;
    adopted_total += other.adopted_total;
    taken_away_total += other.taken_away_total;
    return *this;
}

Switchboard::Switchboard(Office office, AudioPorts& ports, std::uint64_t seed)
    : inside_{std::make_unique<Inside>(std::move(office), ports, seed)} {}
Switchboard::~Switchboard() = default;

Turn Switchboard::restore(KeptCalls kept, std::uint64_t first_id, Instant now) {
    Board& board = inside_->begin(now);
    board.last_id = first_id;
    board.leg_ids = LegIds{first_id, LegIds::Giver::switchboard};
    layby::calls::restore(board, std::move(kept));
    board.showing.lots = true;
    claim_again(board);
    return inside_->over();
}

Turn Switchboard::adopt(const Adopted& taken, Instant now) {
    Board& board = inside_->begin(now);
    layby::calls::adopt(board, taken);
    return inside_->over();
}

Turn Switchboard::handle(const Fact& fact, Instant now) {
    if (postpone(inside_->begin(now), fact)) return {};
    inside_->handle(fact);
    while (const auto next = next_postponed(*inside_->board)) {
        inside_->begin(now);
        inside_->handle(*next);
    }
    return inside_->take();
}

Turn Switchboard::expire(Instant now) {
    Board& board = inside_->begin(now);
    bool stands = true;
    while (const auto due = stands ? board.deadlines.take_due(now) : std::nullopt) {
        run(board, *due);
        stands = inside_->end();
    }
    if (!stands) return inside_->take();  // what is due still is
    expire_hours(board);
    expire_tasks(board);
    expire_messages(board);
    expire_lots(board);
    return inside_->over();
}

std::optional<Instant> Switchboard::next_deadline() const {
    const Board& board = *inside_->board;
    auto next = board.deadlines.next();
    const auto sooner = [&](Instant other) { next = next ? std::min(*next, other) : other; };
    if (board.timetable.next) sooner(*board.timetable.next);
    if (const auto expiry = next_expiry_of_tasks(board)) sooner(*expiry);
    if (board.message_book.next_expiry) sooner(*board.message_book.next_expiry);
    if (!board.lot_deadlines.empty()) sooner(board.lot_deadlines.begin()->first);
    return next;
}

Commanded Switchboard::retrieve(const std::string& lot, SlotNumber slot, const RetrieveOrder& order,
                                Instant now, ParkId only) {
    Board& board = inside_->begin(now);
    return inside_->over(order_retrieve(board, {lot, slot, only}, order));
}

Commanded Switchboard::release(const std::string& lot, SlotNumber slot, Instant now, ParkId only) {
    Board& board = inside_->begin(now);
    return inside_->over(order_release(board, {lot, slot, only}));
}

Commanded Switchboard::set_pin(const std::string& lot, SlotNumber slot, const std::string& pin, Instant now,
                               ParkId only) {
    Board& board = inside_->begin(now);
    return inside_->over(order_pin(board, {lot, slot, only}, pin));
}

Commanded Switchboard::edit(const std::string& lot, SlotNumber slot, const ParkEdit& edit, Instant now,
                            ParkId only) {
    Board& board = inside_->begin(now);
    return inside_->over(order_edit(board, {lot, slot, only}, edit));
}

Commanded Switchboard::ask_for_message(const std::string& lot, SlotNumber slot, const std::string& user,
                                       Instant now, ParkId only) {
    Board& board = inside_->begin(now);
    return inside_->over(order_ask_for_message(board, {lot, slot, only}, user));
}

Commanded Switchboard::park(LegId parkee, const Place& where, Instant now) {
    Board& board = inside_->begin(now);
    return inside_->over(order_park(board, parkee, where));
}

Commanded Switchboard::transfer(const std::string& lot, SlotNumber slot, const TransferOrder& order,
                                Instant now, ParkId only) {
    Board& board = inside_->begin(now);
    return inside_->over(order_transfer(board, {lot, slot, only}, order));
}

Commanded Switchboard::transfer(LegId transferee, const TransferOrder& order, Instant now) {
    Board& board = inside_->begin(now);
    return inside_->over(order_transfer(board, transferee, order));
}

Commanded Switchboard::call(const CallOrder& order, Instant now) {
    Board& board = inside_->begin(now);
    std::vector<LegId> legs;
    const auto result = order_call(board, order, legs);
    Commanded commanded = inside_->over(result);
    if (commanded.result == CommandResult::done) commanded.legs = std::move(legs);
    return commanded;
}

Commanded Switchboard::hang_up(LegId leg, Instant now) {
    Board& board = inside_->begin(now);
    return inside_->over(order_hang_up(board, leg));
}

Commanded Switchboard::set_presence(const Presence& presence, Instant now) {
    Board& board = inside_->begin(now);
    return inside_->over(order_presence(board, presence));
}

Commanded Switchboard::set_hours(const HoursOrder& order, Instant now) {
    Board& board = inside_->begin(now);
    return inside_->over(order_hours(board, order));
}

Commanded Switchboard::change_task(const TaskOrder& order, Instant now) {
    Board& board = inside_->begin(now);
    return inside_->over(order_task(board, order));
}

Commanded Switchboard::call_back(const TaskOrder& order, const CallOrder& call, Instant now) {
    Board& board = inside_->begin(now);
    std::vector<LegId> legs;
    const auto result = order_call_back(board, order, call, legs);
    Commanded commanded = inside_->over(result);
    if (commanded.result == CommandResult::done) commanded.legs = std::move(legs);
    return commanded;
}

Turn Switchboard::erase_tasks(const std::string& number, std::size_t& erased, Instant now) {
    Board& board = inside_->begin(now);
    erased = layby::calls::erase_tasks(board, number);
    return inside_->over();
}

Commanded Switchboard::change_message(const MessageOrder& order, Instant now) {
    Board& board = inside_->begin(now);
    return inside_->over(order_message(board, order));
}

Turn Switchboard::erase_messages(const std::string& number, std::size_t& erased, Instant now) {
    Board& board = inside_->begin(now);
    erased = layby::calls::erase_messages(board, number);
    return inside_->over();
}

Turn Switchboard::reload(Office office, Instant now) {
    Board& board = inside_->begin(now);
    const bool spoken_to_alike = same_languages(board.office, office);
    board.office = std::move(office);
    board.plan = DialPlan{board.office};
    std::erase_if(board.idle_since, [&](const auto& idle) { return !board.plan.user(idle.first); });
    forget_presences(board);
    take_over_hours(board);
    for (const auto& [name, desk] : board.lots) board.closing_lots.insert(name);
    for (const LotNumbers& numbers : board.office.lots) take_over_lot(board, numbers);
    for (const std::string& name : board.closing_lots) board.lots.at(name).lot.close(true);
    find_leftovers(board);
    mind_expiry_of_messages(board);
    watch_lots(board);
    if (!spoken_to_alike)
        for (const auto& [name, desk] : board.lots) show_again(board, name);
    board.showing.lots = true;
    for (const auto& [id, leg] : board.legs)
        if (!is_heard(board, leg)) board.legs.touch(id);  // the music is another one
    return inside_->over();
}

void Switchboard::close_lots(bool closed) {
    Board& board = *inside_->board;
    board.lots_closed = closed;
    for (auto& [name, desk] : board.lots) desk.lot.close(closed || board.closing_lots.contains(name));
}

void Switchboard::drain(bool draining) { inside_->board->draining = draining; }

bool Switchboard::has_waiting(const std::string& number) const {
    const Board& board = *inside_->board;
    const ToSlot* leftover = leftover_with_caller(board, number);
    return somebody_waits(board, leftover ? Destination{*leftover} : board.plan.find(number));
}

std::string Switchboard::display_of(const std::string& user) const {
    const User* known = inside_->board->plan.user(user);
    return known ? known->display : std::string{};
}

std::size_t Switchboard::max_calls_of_trunk(const std::string& trunk) const {
    const auto* known = inside_->board->plan.trunk(trunk);
    return known ? known->max_calls : 0;
}

std::vector<LotView> Switchboard::lots() const { return view_lots(*inside_->board); }
std::vector<CallView> Switchboard::calls() const { return view_calls(*inside_->board); }
std::optional<Presence> Switchboard::presence(const std::string& user) const {
    const Board& board = *inside_->board;
    return board.plan.user(user) ? std::optional(presence_of(board, user)) : std::nullopt;
}
std::vector<HoursView> Switchboard::hours() const { return view_hours(*inside_->board); }
std::optional<HoursView> Switchboard::hours_named(const std::string& name) const {
    return view_hours(*inside_->board, name);
}
std::optional<Task> Switchboard::task(TaskId id) const {
    const Task* task = inside_->board->tasks.find(id);
    return task ? std::optional(*task) : std::nullopt;
}
std::vector<Shown> Switchboard::shown() const { return everything_shown(*inside_->board); }
Counters Switchboard::counters() const { return count_all(*inside_->board); }
bool Switchboard::consistent() const { return is_consistent(*inside_->board); }

}  // namespace layby::calls
