// The board: everything the switchboard knows, as plain data, and what its turn orders. Owned by the
// Switchboard; signalling thread. The files of this folder are functions on it, one subject each.
#pragma once
#include <deque>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "calls/deadlines.hpp"
#include "calls/derived/display.hpp"
#include "calls/derived/hearing.hpp"
#include "calls/derived/keeping.hpp"
#include "calls/derived/showing.hpp"
#include "calls/derived/watching.hpp"
#include "calls/hours.hpp"
#include "calls/house/lately_left.hpp"
#include "calls/house/leg.hpp"
#include "calls/house/message_book.hpp"
#include "calls/house/table.hpp"
#include "calls/house/task_book.hpp"
#include "calls/house/timetable.hpp"
#include "calls/nodes/claims.hpp"
#include "calls/nodes/elsewhere.hpp"
#include "calls/plan/dial_plan.hpp"
#include "calls/switchboard.hpp"
#include "calls/turn.hpp"
#include "calls/ways/outside.hpp"
#include "calls/ways/park.hpp"
#include "calls/ways/recall_line.hpp"
#include "calls/ways/ring.hpp"
#include "calls/ways/transfer.hpp"
#include "parking/lot.hpp"

namespace layby::calls {

/// A lot with its numbers and the deadline by which it is queued.
struct LotDesk {
    LotNumbers numbers;
    parking::Lot lot;
    std::optional<Instant> next;
};

/// What a lot is still to be told in this turn.
struct LotEvent {
    std::string lot;
    parking::Event event;
};

/// The parked calls that a user's retrieve code finds, in this order: those that are parked for it, and then
/// those that it has parked itself, the oldest first.
using ParksOf = std::set<std::pair<bool, ParkId>>;

struct Board {
    Board(Office its_office, AudioPorts& its_ports, std::uint64_t its_seed);

    void order(Order what) { turn.orders.push_back(std::move(what)); }
    void order(AudioOrder what) { turn.audio.push_back(std::move(what)); }

    Office office;
    DialPlan plan;
    AudioPorts& ports;
    std::uint64_t seed;
    Instant now;
    Turn turn;  ///< what this one wants done; empty between turns

    Table<LegId, Leg> legs;
    Table<RingId, Ring> rings;
    Table<TransferId, Transfer> transfers;
    Table<ParkId, Park> parks;
    Table<std::string, Presence> presences;  ///< by user; absent: at rest
    Table<std::string, HandSet> hand_set;    ///< by the name of the hours; absent: by the clock
    Table<TaskId, Task> tasks;
    TaskBook task_book;
    Table<MessageId, Message> messages;
    MessageBook message_book;
    std::unordered_map<LegId, ParkId> consultations;           ///< reserved slots, by the leg that asked
    std::unordered_map<std::string, ParksOf> parks_of;         ///< by user
    std::unordered_map<std::string, std::vector<LegId>> held;  ///< by user, the latest at the end
    std::map<std::string, LotDesk> lots;
    std::map<std::string, PinLock> pin_locks;  ///< by user
    std::set<std::pair<Instant, std::string>> lot_deadlines;
    std::unordered_map<std::string, std::vector<Device>> devices;  ///< by user; absent: none
    std::unordered_map<std::string, std::string> trunks_up;        ///< our address towards each
    bool lots_closed{};                                            ///< nobody new is parked
    bool draining{};                                               ///< calls that take nobody are refused
    std::set<std::string> closing_lots;  ///< no longer in the settings, but somebody still waits there
    Deadlines deadlines;
    RecallLines recall_lines;
    Timetable timetable;

    std::deque<LotEvent> lot_events;  ///< empty between turns
    std::vector<LegId> gone;          ///< empty between turns
    LatelyLeft left;
    std::unordered_map<std::string, Instant> idle_since;  ///< by user: the end of its last call
    Hearing hearing;
    Display display;
    Watching watching;
    Showing showing;
    Keeping keeping;
    std::size_t bridges{};
    OutsideUses outside;
    std::unordered_map<std::string, std::size_t> trunk_legs;  ///< by trunk, how many calls it has
    std::uint64_t last_id{};                                  ///< of all but legs
    LegIds leg_ids{0, LegIds::Giver::switchboard};
    Claims claims;        ///< of a node of a cluster
    Elsewhere elsewhere;  ///< likewise
    Counters totals;
};

/// A fresh id of any kind.
template <class AnyId>
AnyId next_id(Board& board) {
    return AnyId{++board.last_id};
}

}  // namespace layby::calls
