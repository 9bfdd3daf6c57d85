#include "calls/derived/display.hpp"

#include "calls/house/board.hpp"
#include "calls/ways/parking_steps.hpp"

namespace layby::calls {
namespace {

/// Two systems that each rewrite what the other one is shown would tell each other without end.
constexpr std::uint32_t most_shown_onward = 30;

std::optional<Party> partner(const Board& board, const Leg& leg) {
    const Leg* other = find(board, leg.with);
    if (!other || other->identities > most_shown_onward) return std::nullopt;
    return other->party;
}

std::optional<Party> caller(const Board& board, const Leg& leg) {
    const Ring* ring = board.rings.find(leg.ring);
    return ring ? std::optional{shown_by(*ring)} : std::nullopt;
}

/// The slot, until its caller has hung up.
std::optional<Party> slot(const Board& board, const Leg& leg) {
    const Park* park = board.parks.find(leg.park);
    if (park && park->called) return std::nullopt;  // it was called with the slot and the caller's name
    if (park) return park->say_who ? with_caller(*park) : shown_slot(*park);
    const auto told = board.display.told.find(leg.id);
    if (told == board.display.told.end()) return std::nullopt;
    return Party{"Caller hung up", told->second.number, false};
}

}  // namespace

std::optional<Party> shows(const Board& board, const Leg& leg) {
    if (leg.doing == Doing::talking) return partner(board, leg);
    if (leg.doing == Doing::rung) return caller(board, leg);
    if (leg.doing == Doing::announcing) return slot(board, leg);
    return std::nullopt;
}

Party shown_by(const Ring& ring) {
    Party shown = ring.caller;
    if (!ring.shown_name.empty()) shown.name = ring.shown_name;
    return shown;
}

void note_shown(Board& board, const Leg& leg, const Party& shown) { board.display.told[leg.id] = shown; }

void doubt_shown(Board& board, LegId leg) {
    if (board.display.doubted.erase(leg) != 0) board.display.told.erase(leg);
}

void remember_shown(Board& board) {
    for (const auto& [id, leg] : board.legs) {
        if (const auto shown = shows(board, leg)) note_shown(board, leg, *shown);
        if (leg.doing == Doing::rung) board.display.doubted.insert(id);
    }
}

void let_see(Board& board, LegId id) {
    const Leg* leg = find(board, id);
    if (!leg) {
        board.display.told.erase(id);
        board.display.doubted.erase(id);
        return;
    }
    const auto wanted = shows(board, *leg);
    if (!wanted) return;
    Party& told = board.display.told[id];
    if (told == *wanted) return;
    told = *wanted;
    if (leg->doing == Doing::rung) board.display.doubted.insert(id);
    board.order(Show{id, told});
    touch(board, *leg);
}

void let_see(Board& board) {
    for (const LegId id : board.legs.touched()) {
        let_see(board, id);
        if (const Leg* leg = find(board, id); leg && leg->with) let_see(board, leg->with);
    }
    for (const RingId id : board.rings.touched())
        if (const Ring* ring = board.rings.find(id))
            for (const LegId branch : ring->branches) let_see(board, branch);
}

}  // namespace layby::calls
