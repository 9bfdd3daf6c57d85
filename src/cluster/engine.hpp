// What a cluster agrees by: keys with values, of which each change has a number, leases that end by
// themselves, and a feed of what changes. The port behind which etcd stands. One thread: answers come from
// within run().
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "words/time.hpp"

namespace layby::cluster {

using LeaseId = std::int64_t;
/// Counts the changes of all keys.
using Revision = std::int64_t;

struct KeyValue {
    std::string key, value;
    Revision changed{};  ///< by which change it has this value
    bool operator==(const KeyValue&) const = default;
};

/// What became of a request.
enum class Trouble : std::uint8_t {
    none,
    unavailable,  ///< it was not carried out
    unknown,      ///< it may have been carried out, or may still be
};

/// Puts a key, or removes it, if nobody else has changed it.
struct Step {
    enum class What : std::uint8_t {
        put,
        remove,
        leave,  ///< it stays as it is, and only what comes with it changes
    };
    What what{};
    std::string key, value{};
    Revision if_changed{};  ///< its last change, as far as we know; 0: it is not there
    /// Another key that goes with it, whatever is there.
    struct Also {
        std::string key;
        std::optional<std::string> value{};  ///< none: it is removed
        bool operator==(const Also&) const = default;
    };
    std::vector<Also> also{};
};

/// What a transaction may have in all; etcd refuses one of more than 1.5 MB, and JSON makes a third more of
/// it.
inline constexpr std::size_t most_bytes = 500'000;
inline std::size_t bytes_of(const Step& step) {
    auto bytes = step.key.size() + step.value.size();
    for (const auto& [key, value] : step.also) bytes += key.size() + value.value_or("").size();
    return bytes;
}

/// On what terms steps are done at all.
struct Terms {
    std::string ours;    ///< this key of ours
    LeaseId lease{};     ///< has this lease
    std::string gone{};  ///< and this key is not there; empty: whatever is there
};

struct Granted {
    Trouble trouble{};
    LeaseId lease{};
    Duration lasts{};  ///< may be longer than was asked for
};

struct Kept {
    Trouble trouble{};
    bool there{};  ///< false: the lease has ended
};

struct Announced {
    Trouble trouble{};
};

struct Written {
    Trouble trouble{};
    bool fenced{};        ///< the terms don't hold: nothing was done
    Revision revision{};  ///< of this answer, and of all that it has changed
    struct Done {
        bool done{};
        std::optional<KeyValue> found{};  ///< what is there instead; none: nothing
    };
    std::vector<Done> steps{};
};

struct Listed {
    Trouble trouble{};
    Revision revision{};  ///< as of this change
    std::vector<KeyValue> all{};
};

struct Heard {
    struct Event {
        KeyValue now;  ///< of one that is gone: without a value
        bool gone{};
    };
    std::vector<Event> events{};
    Revision revision{};  ///< as of this change
    bool over{};          ///< nothing more comes
    bool forgotten{};     ///< over, since the engine has forgotten the changes that were asked for
};

class Engine {
  public:
    virtual ~Engine() = default;

    virtual void grant(Duration lasting, std::function<void(Granted)> done) = 0;
    virtual void keep(LeaseId lease, std::function<void(Kept)> done) = 0;
    virtual void revoke(LeaseId lease, std::function<void()> done) = 0;
    /// A key of ours that ends with the lease.
    virtual void announce(const std::string& key, const std::string& value, LeaseId lease,
                          std::function<void(Announced)> done) = 0;
    /// All steps in one transaction, each by itself; none if the terms don't hold.
    virtual void write(const Terms& terms, std::vector<Step> steps, std::function<void(Written)> done) = 0;
    virtual void list(const std::string& prefix, std::function<void(Listed)> done) = 0;
    /// All changes from this one on, in their order; `heard` is called again and again, until it is over. One
    /// watch at a time: another one ends the one before, of which nothing is heard any more.
    virtual void watch(const std::string& prefix, Revision from, std::function<void(Heard)> heard) = 0;
};

}  // namespace layby::cluster
