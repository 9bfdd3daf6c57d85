// What is due when: an ordered queue of plain values. Owned by the board; signalling thread. A deadline names
// its subject by id, never by pointer, so that it can outlive it harmlessly and be written to a store.
#pragma once
#include <map>
#include <optional>
#include <utility>

#include "words/time.hpp"

namespace layby::calls {

struct Due {
    enum class What : std::uint8_t { leg, ring, transfer, keys, hold };
    What what{};
    std::uint64_t id{};  ///< of the leg (also for its keys and hold), ring or transfer
};

/// Names one deadline for its cancellation. seq 0 names none.
struct Ticket {
    Instant at;
    std::uint64_t seq{};
    explicit operator bool() const { return seq != 0; }
    bool operator==(const Ticket& other) const { return at == other.at && !seq == !other.seq; }
};

class Deadlines {
  public:
    Ticket set(Instant at, Due due) {
        const Ticket ticket{at, ++sequence_};
        queue_.emplace(std::pair{at, ticket.seq}, due);
        return ticket;
    }
    void cancel(Ticket& ticket) {
        if (ticket) queue_.erase({ticket.at, ticket.seq});
        ticket = {};
    }
    /// The next one that is due, taken out of the queue; in the order of their times, then of their setting.
    std::optional<Due> take_due(Instant now) {
        if (queue_.empty() || queue_.begin()->first.first > now) return std::nullopt;
        const Due due = queue_.begin()->second;
        queue_.erase(queue_.begin());
        return due;
    }
    std::optional<Instant> next() const {
        if (queue_.empty()) return std::nullopt;
        return queue_.begin()->first.first;
    }
    std::size_t size() const { return queue_.size(); }

  private:
    std::map<std::pair<Instant, std::uint64_t>, Due> queue_;
    std::uint64_t sequence_{};
};

}  // namespace layby::calls
