// What a board shows: lots with their parked calls, and the calls in progress. Told as changes at the end of
// each turn, for what that turn has touched; who keeps them in order knows what Switchboard::lots() and
// calls() say, and never has to ask. Something may be told again that has not changed. Plain values; any
// thread.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "calls/message.hpp"
#include "calls/presence.hpp"
#include "calls/task.hpp"
#include "parking/lot.hpp"
#include "words/transport.hpp"

namespace layby::calls {

struct LotView {
    std::string name;
    std::string park_number;
    SlotNumber first, last;
    std::vector<parking::ParkedCallView> parked;
    std::set<ParkId> locked{};  ///< those whose retriever is asked for a PIN
    bool operator==(const LotView&) const = default;
};

struct CallView {
    LegId leg;
    Party party;
    std::string state;  ///< "ringing", "talking", "held", "parked", …
    LegId other;        ///< the leg it is bridged with, if any
    Instant since;
    bool inbound{};
    std::string dialled{};             ///< by the party, or by us to reach it
    std::string trunk{};               ///< whose line it is; empty: a user's phone
    std::string lot{};                 ///< of `slot`
    std::optional<SlotNumber> slot{};  ///< it waits there, hears that it may, or rings for who does
    Transport transport{};             ///< of its SIP
    bool encrypted{};                  ///< its sound
    std::string ordered_by{};          ///< who had this phone rung to call `dialled`; empty: nobody
    std::string language{};            ///< in which it is spoken to, as "es"; empty: it isn't parked
    bool operator==(const CallView&) const = default;
};

/// A lot without who waits in it.
struct LotShape {
    std::string name;
    std::string park_number;
    SlotNumber first, last;
    bool operator==(const LotShape&) const = default;
};

/// All lots that there are now, by name. At the start, after a reload, and when a closing lot has emptied.
struct ShownLots {
    std::vector<LotShape> lots;
    bool operator==(const ShownLots&) const = default;
};

/// A parked call as it is now.
struct ShownPark {
    std::string lot;
    parking::ParkedCallView call;
    bool locked{};           ///< its retriever is asked for a PIN
    std::string language{};  ///< in which the caller is spoken to, as "es"
    std::string node{};      ///< of the cluster, if it waits there; empty: here
    bool operator==(const ShownPark&) const = default;
};

struct ParkOver {
    ParkId park;
    bool operator==(const ParkOver&) const = default;
};

struct CallOver {
    LegId leg;
    bool operator==(const CallOver&) const = default;
};

/// It is forgotten, or nobody is to know of it yet.
struct MessageOver {
    MessageId message;
    bool operator==(const MessageOver&) const = default;
};

/// A CallView is a leg as it is now, a Presence what a user wants done with its calls; at rest, as anybody.
using Shown = std::variant<ShownLots, ShownPark, ParkOver, CallView, CallOver, Presence, Task, TaskOver,
                           Message, MessageOver>;

}  // namespace layby::calls
