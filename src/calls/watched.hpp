// What everybody may watch: lamps on phones. Plain values, told at the end of a turn in which
// something that a watcher may see has changed, once for each change. The adapter keeps what it was told
// last, so that a new watcher is answered without asking back; what it was never told about is free or idle.
#pragma once
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "words/ids.hpp"
#include "words/party.hpp"
#include "words/time.hpp"

namespace layby::calls {

struct WatchedLot {
    std::string name;
    std::string park_number;  ///< the whole lot is watched by it; may be empty
    SlotNumber first, last;
    bool operator==(const WatchedLot&) const = default;
};

/// What a watcher of a slot may see. A slot that is only reserved is free.
struct WatchedSlot {
    enum class State {
        free,
        parked,
        ringing,     ///< its recall rings somewhere; it can still be retrieved
        retrieving,  ///< answered by somebody whose phone hasn't confirmed yet
    };
    std::string lot;
    SlotNumber slot;
    State state{State::free};
    ParkId park;           ///< names this very call, so that a retriever can ask for it and no other
    Party caller;          ///< anonymous callers stay so
    Party parker;          ///< how who parked is shown
    std::string for_user;  ///< whose "calls parked for me" it is; empty: nobody's
    Instant since;         ///< of the park
    std::string node{};    ///< of the cluster, if it waits there; empty: here
    bool operator==(const WatchedSlot&) const = default;
};

struct WatchedUser {
    enum class State { idle, ringing, busy };
    std::string user;
    State state{State::idle};
    Party with;     ///< who rings or talks with the user, if known
    LegId rings{};  ///< names this very call, so that somebody else can ask for it; none: nothing rings
    bool operator==(const WatchedUser&) const = default;
};

/// At start and after a reload.
struct WatchedLots {
    std::vector<WatchedLot> lots;
    std::string do_not_disturb{};  ///< and a user's name: the lamp of that; empty: there are none
    std::map<std::string, std::string> hours{};  ///< their names, by the codes that are their lamps
    bool operator==(const WatchedLots&) const = default;
};

/// A user wants no calls. Nobody was told: it does.
struct WatchedPresence {
    std::string user;
    bool do_not_disturb{};
    bool operator==(const WatchedPresence&) const = default;
};

/// Hours open or close. Nobody was told: they are open.
struct WatchedHours {
    std::string code;
    bool closed{};
    bool operator==(const WatchedHours&) const = default;
};

/// How many messages a user has. Nobody was told: none.
struct WatchedBox {
    std::string user;
    std::size_t fresh{}, heard{};
    bool operator==(const WatchedBox&) const = default;
};

using Watched =
    std::variant<WatchedLots, WatchedSlot, WatchedUser, WatchedPresence, WatchedHours, WatchedBox>;

}  // namespace layby::calls
