// What is written down so that it outlives the process: which records a turn has changed, and what was
// written last. Plain data, owned by the board; signalling thread. A turn costs as much as it touches, never
// as much as there is.
#pragma once
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "calls/kept_calls.hpp"

namespace layby::calls {

struct Board;

struct Keeping {
    std::vector<ParkId> parks;                                 ///< touched in their lots in this turn
    std::vector<std::pair<std::string, SlotNumber>> released;  ///< slots whose call has ended in this turn

    // As written last.
    std::unordered_map<LegId, Leg> legs;
    std::unordered_map<RingId, Ring> rings;
    std::unordered_map<TransferId, Transfer> transfers;
    std::unordered_map<ParkId, KeptPark> kept_parks;
    std::unordered_map<std::string, Presence> presences;
    std::unordered_map<std::string, HandSet> hand_set;
    std::unordered_map<TaskId, Task> tasks;
    std::unordered_map<MessageId, Message> messages;
};

/// An inbound call without an answer can't be taken up by another process: its transaction ends with this
/// one.
bool outlives(const Leg& leg);
/// The end of a turn: what has changed is written down, once.
void keep_changes(Board& board);

/// Goes on with what was written down by the process before. Before the first fact.
void restore(Board& board, KeptCalls kept);
/// Goes on with a parked caller of another node, at any time.
void adopt(Board& board, const Adopted& taken);

}  // namespace layby::calls
