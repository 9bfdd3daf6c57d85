// What has happened to calls, for those elsewhere who want to be told, and how far each of them has been
// told. The steps that the history keeps are the queue: nothing is written twice, and what a crash leaves is
// told later. A port of the store; any thread.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/past.hpp"

namespace layby::store {

/// A step of a call, with its place in the queue.
struct Occurrence {
    std::uint64_t id{};  ///< rises with every step; begins anew only in a new file
    StepEntry entry;
    std::optional<Party> caller;  ///< whose call it is; none: that is known no longer
};

struct Occurrences {
    std::vector<Occurrence> list;  ///< in order
    std::uint64_t latest{};        ///< id of the last one that there is; 0: none
};

/// One try to tell somebody something.
struct Delivery {
    std::uint64_t id{};  ///< rises with every try
    std::string webhook;
    std::uint64_t event{};  ///< id of the occurrence; 0: a test
    std::string what;       ///< "parked", …, or "test"
    sip::WallTime at{};
    int attempt{};      ///< 1: the first
    int status{};       ///< of the answer; 0: there was none
    std::string error;  ///< why there was none; empty: there was
    std::chrono::milliseconds took{};
    bool operator==(const Delivery&) const = default;
};

/// How far somebody has been told.
struct Told {
    std::string webhook;
    std::optional<std::uint64_t> upto;   ///< this occurrence and all before it; none: nobody remembers it
    std::optional<Delivery> delivery{};  ///< the try that has just ended; its id is given here
};

class Outbox {
  public:
    virtual ~Outbox() = default;

    template <class Value>
    using Reply = std::function<void(std::optional<Value>)>;

    /// What comes after this occurrence, with everything that was remembered so far; none when it can't be
    /// read. `reply` is called once, on a thread of the store's.
    virtual void occurrences(std::uint64_t after, std::size_t limit, Reply<Occurrences> reply) = 0;
    /// How far each was told, as it was noted. As occurrences().
    virtual void told(Reply<std::vector<Told>> reply) = 0;
    /// The latest tries for one, newest first. As occurrences().
    virtual void deliveries(std::string webhook, std::size_t limit, Reply<std::vector<Delivery>> reply) = 0;
    /// Durable with what is ordered next, or within some ten seconds: who is told twice knows that by the id.
    virtual void note(Told told) = 0;
};

}  // namespace layby::store
