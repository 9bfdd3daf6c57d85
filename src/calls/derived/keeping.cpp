#include "calls/derived/keeping.hpp"

#include <algorithm>

#include "calls/house/board.hpp"

namespace layby::calls {
namespace {

bool outlives(const Ring&) { return true; }
bool outlives(const Transfer&) { return true; }
bool outlives(const KeptPark&) { return true; }
bool outlives(const Task&) { return true; }
bool outlives(const Message&) { return true; }

/// One record as it is now (null: it is gone) against what was written last.
template <class Id, class Entry>
void note(std::vector<Change>& changes, std::unordered_map<Id, Entry>& kept, Id id, const Entry* now) {
    const auto before = kept.find(id);
    const bool was_kept = before != kept.end();
    if (!now || !outlives(*now)) {
        if (was_kept) changes.emplace_back(id);
        if (was_kept) kept.erase(before);
        return;
    }
    if (was_kept && before->second == *now) return;
    kept.insert_or_assign(id, *now);
    changes.emplace_back(*now);
}

template <class Id, class Entry>
void note_touched(std::vector<Change>& changes, std::unordered_map<Id, Entry>& kept,
                  Table<Id, Entry>& table) {
    for (const Id id : table.touched()) note(changes, kept, id, table.find(id));
    table.forget_touched();
}

/// What somebody has said, by its key; and what is kept when it is over.
template <class Entry, class Over>
void note_said(std::vector<Change>& changes, std::unordered_map<std::string, Entry>& kept,
               Table<std::string, Entry>& table) {
    for (const std::string& key : table.touched()) {
        const Entry* now = table.find(key);
        const auto before = kept.find(key);
        if (!now && kept.erase(key) != 0) changes.emplace_back(Over{key});
        if (!now || (before != kept.end() && before->second == *now)) continue;
        kept.insert_or_assign(key, *now);
        changes.emplace_back(*now);
    }
    table.forget_touched();
}

void note_park(std::vector<Change>& changes, Board& board, ParkId id) {
    const Park* park = board.parks.find(id);
    const auto desk = park ? board.lots.find(park->lot) : board.lots.end();
    const parking::ParkedCall* call = desk == board.lots.end() ? nullptr : desk->second.lot.find(id);
    const auto both =
        call && !is_claimed_for(board, id) ? std::optional{KeptPark{*park, *call}} : std::nullopt;
    note(changes, board.keeping.kept_parks, id, both ? &*both : nullptr);
}

/// Touched on the board or in its lot.
void note_parks(std::vector<Change>& changes, Board& board) {
    for (const ParkId id : std::exchange(board.keeping.parks, {})) board.parks.touch(id);
    for (const ParkId id : board.parks.touched()) note_park(changes, board, id);
    board.parks.forget_touched();
}

void note_releases(std::vector<Change>& changes, Board& board) {
    for (const auto& [lot, slot] : std::exchange(board.keeping.released, {})) {
        const auto desk = board.lots.find(lot);
        const parking::Release* release =
            desk == board.lots.end() ? nullptr : desk->second.lot.last_release(slot);
        if (release) changes.emplace_back(KeptRelease{lot, *release});
    }
}

}  // namespace

bool outlives(const Leg& leg) { return leg.answered || (!leg.inbound && leg.doing != Doing::asking); }

void keep_changes(Board& board) {
    std::vector<Change>& changes = board.turn.changes;
    note_touched(changes, board.keeping.legs, board.legs);
    note_touched(changes, board.keeping.rings, board.rings);
    note_touched(changes, board.keeping.transfers, board.transfers);
    note_parks(changes, board);
    note_releases(changes, board);
    note_said<Presence, PresenceOver>(changes, board.keeping.presences, board.presences);
    note_touched(changes, board.keeping.tasks, board.tasks);
    note_touched(changes, board.keeping.messages, board.messages);
    note_said<HandSet, HandSetOver>(changes, board.keeping.hand_set, board.hand_set);
}

}  // namespace layby::calls
