#include "calls/house/views.hpp"

#include <algorithm>

#include "calls/house/board.hpp"
#include "calls/house/listener.hpp"
#include "calls/states/pin.hpp"
#include "calls/states/state.hpp"
#include "runtime/log.hpp"

namespace layby::calls {
namespace {

std::string word_for(const Leg& leg) {
    switch (leg.doing) {
        case Doing::arriving:
        case Doing::asking:
            return "arriving";
        case Doing::calling:
            return "calling";
        case Doing::rung:
            return "ringing";
        case Doing::talking:
            return leg.holding() ? "held" : "talking";
        case Doing::waiting:
        case Doing::transferring:
            return "transferring";
        case Doing::consulting:
        case Doing::announcing:
            return "parking";
        case Doing::entering:
            return "entering PIN";
        case Doing::parked:
            return "parked";
        case Doing::refused:
            return "refused";
        case Doing::leaving:
            return "leaving";
        case Doing::confirming:
            return "confirming";
    }
    return "";
}

const Leg* live(const Board& board, LegId id) {
    const Leg* leg = board.legs.find(id);
    return leg && !leg->gone ? leg : nullptr;
}

bool waits_for_ring(const Board& board, const Leg& leg) {
    const Ring* ring = board.rings.find(leg.ring);
    return ring && ring->waiting == leg.id;
}

bool is_branch(const Board& board, const Leg& leg) {
    const Ring* ring = board.rings.find(leg.ring);
    return ring && std::ranges::count(ring->branches, leg.id) == 1;
}

bool bridged_well(const Board& board, const Leg& leg) {
    const Leg* other = live(board, leg.with);
    return other && other->with == leg.id && other->doing == Doing::talking && leg.id != other->id;
}

bool transfers_well(const Board& board, const Leg& leg) { return board.transfers.contains(leg.transfer); }

}  // namespace

bool leg_is_sound(const Board& board, const Leg& leg) {
    if (leg.gone || !owns_what_it_should(leg)) return false;
    if (leg.with && leg.doing != Doing::talking) return false;
    switch (leg.doing) {
        case Doing::arriving:
        case Doing::asking:
            return is_claiming(board, leg.id);  // else only within a turn
        case Doing::calling:
            return waits_for_ring(board, leg);
        case Doing::rung:
            return is_branch(board, leg);
        case Doing::talking:
            return bridged_well(board, leg);
        case Doing::waiting:
        case Doing::transferring:
            return transfers_well(board, leg);
        case Doing::consulting:
        case Doing::parked:
            return board.parks.contains(leg.park);
        case Doing::refused:
            return leg.timer && leg.refusal;
        case Doing::entering:
        case Doing::announcing:
        case Doing::leaving:
        case Doing::confirming:
            return static_cast<bool>(leg.timer);
    }
    return false;
}

namespace {

bool ring_is_sound(const Board& board, const Ring& ring) {
    const auto rings = [&](LegId id) {
        const Leg* leg = live(board, id);
        return leg && leg->ring == ring.id && leg->doing == Doing::rung;
    };
    const bool somebody_waits = !ring.waiting || live(board, ring.waiting);
    const bool rings_or_parks = !ring.branches.empty() || is_claiming(board, ring.waiting);
    return somebody_waits && rings_or_parks && std::ranges::all_of(ring.branches, rings);
}

bool park_is_sound(const Board& board, const Park& park) {
    const auto desk = board.lots.find(park.lot);
    if (desk == board.lots.end()) return false;
    const auto parked = desk->second.lot.at(park.slot);
    if (!parked || parked->park != park.id) return false;
    if (parked->phase == parking::Phase::reserved) return true;
    const Leg* parkee = live(board, park.parkee);
    return parkee && parkee->park == park.id;
}

bool transfer_is_sound(const Board& board, const Transfer& transfer) {
    const Leg* transferee = live(board, transfer.transferee);
    return transferee && transferee->transfer == transfer.id &&
           (board.rings.contains(transferee->ring) || transfer.again);
}

/// Says which entry of a table is not sound, so that a failing test, or a log, tells where to look.
template <class Table, class Sound>
bool all(const Board& board, const char* what, const Table& table, Sound sound) {
    const auto bad =
        std::ranges::find_if(table, [&](const auto& entry) { return !sound(board, entry.second); });
    if (bad == table.end()) return true;
    log::error("{} {} is not sound", what, bad->first.value);
    return false;
}

void note_locked(const Board& board, LotView& lot) {
    for (const auto& parked : lot.parked)
        if (asks_pin(board, lot.name, parked.park)) lot.locked.insert(parked.park);
}

}  // namespace

std::vector<LotView> view_lots(const Board& board) {
    std::vector<LotView> views;
    for (const auto& [name, desk] : board.lots) {
        const auto& rules = desk.lot.rules();
        views.push_back({name, desk.numbers.park_number, rules.first, rules.last, desk.lot.parked()});
        note_locked(board, views.back());
    }
    return views;
}

namespace {

/// The ring by which this phone was ordered to take somebody out of a slot, if it rings for that.
const Ring* ring_for_caller(const Board& board, const Leg& leg) {
    const Ring* ring = leg.doing == Doing::rung ? board.rings.find(leg.ring) : nullptr;
    return ring && ring->purpose == Ring::Purpose::retrieve ? ring : nullptr;
}

}  // namespace

CallView view_call(const Board& board, const Leg& leg) {
    CallView view{leg.id, leg.party, word_for(leg), leg.with, leg.since};
    view.inbound = leg.inbound;
    view.dialled = leg.dialled();
    view.ordered_by = leg.ordered_by;
    view.transport = leg.transport;
    view.encrypted = leg.audio && leg.audio->keys;
    if (!leg.is_user()) view.trunk = leg.from.name;
    if (const Park* park = board.parks.find(leg.park)) view.lot = park->lot, view.slot = park->slot;
    if (leg.doing == Doing::parked) view.language = language_for(board, leg);
    if (const Ring* ring = ring_for_caller(board, leg)) view.lot = ring->lot, view.slot = ring->slot;
    return view;
}

std::vector<CallView> view_calls(const Board& board) {
    std::vector<CallView> views;
    for (const auto& [id, leg] : board.legs) views.push_back(view_call(board, leg));
    std::ranges::sort(views, {}, &CallView::leg);
    return views;
}

Counters count_all(const Board& board) {
    Counters counters = board.totals;
    counters.legs = board.legs.size();
    counters.bridges = board.bridges;
    counters.rings = board.rings.size();
    counters.transfers = board.transfers.size();
    for (const auto& [name, desk] : board.lots) counters.parked += desk.lot.occupied();
    counters.deadlines = board.deadlines.size();
    return counters;
}

namespace {

/// As many calls outside are counted as there are.
bool payers_are_sound(const Board& board) {
    OutsideUses uses;
    for (const auto& [id, leg] : board.legs) watch_payer(uses, leg.payer);
    return std::ranges::all_of(board.outside, [&](const auto& entry) {
        const auto found = uses.find(entry.first);
        return entry.second.calls == (found == uses.end() ? 0 : found->second.calls);
    });
}

}  // namespace

bool is_consistent(const Board& board) {
    const bool between_turns = board.gone.empty() && board.lot_events.empty();
    const bool lots_sound =
        std::ranges::all_of(board.lots, [](const auto& entry) { return entry.second.lot.consistent(); });
    const auto talking =
        std::ranges::count_if(board.legs, [](const auto& entry) { return bool(entry.second.with); });
    return between_turns && lots_sound && payers_are_sound(board) &&
           board.bridges * 2 == static_cast<std::size_t>(talking) &&
           all(board, "leg", board.legs, leg_is_sound) && all(board, "sound of leg", board.legs, is_heard) &&
           all(board, "ring", board.rings, ring_is_sound) && all(board, "park", board.parks, park_is_sound) &&
           all(board, "transfer", board.transfers, transfer_is_sound);
}

}  // namespace layby::calls
