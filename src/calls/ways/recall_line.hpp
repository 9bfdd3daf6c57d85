// Recalls and reminders of one phone, one after the other: a phone that is rung for ten callers at once can't
// be used. The others wait for their turn and hear music. A recall waits no longer than its step would ring;
// then the ladder goes on. Plain data, owned by the board; signalling thread.
#pragma once
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "calls/ways/ring.hpp"
#include "parking/effects.hpp"

namespace layby::calls {

struct Board;

struct RecallLines {
    struct Waiting {
        std::string lot;
        std::variant<parking::Ring, parking::Remind> order;
    };
    struct Line {
        RingId ringing;
        std::deque<Waiting> waiting;
    };
    std::map<std::string, Line> by_phone;  ///< those that are rung, by user
    /// Recalls that wait, by park. What waits for its turn and isn't here any more was stopped.
    std::unordered_map<ParkId, std::uint32_t> attempts;
    std::vector<std::string> freed;  ///< their rings have ended in this turn
};

/// The user whose phones are rung one caller at a time; empty: whoever answers there isn't one person.
std::string one_at_a_time(const Destination& to);

/// Puts it into the line, if somebody else's turn it is; false when it is this one's.
bool waits_its_turn(Board& board, const std::string& phone, RecallLines::Waiting waiting);
void takes_turn(Board& board, const std::string& phone, Ring& ring);
void leave_line(Board& board, ParkId park);
/// Rings whose turn has come in this turn of the board; true when there was anybody.
bool next_in_line(Board& board);

}  // namespace layby::calls
