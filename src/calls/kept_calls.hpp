// What must outlive the process: every call, every parked call, who is to be called back, messages, what
// users want done with their calls and which hours were set by hand, as plain values.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "calls/hours.hpp"
#include "calls/house/leg.hpp"
#include "calls/message.hpp"
#include "calls/presence.hpp"
#include "calls/task.hpp"
#include "calls/ways/park.hpp"
#include "calls/ways/ring.hpp"
#include "calls/ways/transfer.hpp"
#include "parking/parked_call.hpp"

namespace layby::calls {

/// A parked call from both sides: the switchboard's and the lot's.
struct KeptPark {
    Park park;
    parking::ParkedCall call;
    bool operator==(const KeptPark&) const = default;
};
/// The last release of a slot, for its quarantine; outdated once somebody is in the slot again.
struct KeptRelease {
    std::string lot;
    parking::Release release;
    bool operator==(const KeptRelease&) const = default;
};

/// What a user had said of its calls, and says no more.
struct PresenceOver {
    std::string user;
    bool operator==(const PresenceOver&) const = default;
};

/// A record, to be written over the one with the same key (of a release: lot and slot); or the key of one
/// that is to be forgotten.
using Change = std::variant<Leg, Ring, Transfer, KeptPark, KeptRelease, Presence, HandSet, Task, Message,
                            LegId, RingId, TransferId, ParkId, TaskId, MessageId, PresenceOver, HandSetOver>;

/// All that was kept, for a switchboard that goes on with it. Instants are those of its own clock.
struct KeptCalls {
    std::vector<Leg> legs;
    std::vector<Ring> rings;
    std::vector<Transfer> transfers;
    std::vector<KeptPark> parks;
    std::vector<KeptRelease> releases;
    std::vector<Presence> presences{};
    std::vector<HandSet> hand_set{};
    std::vector<Task> tasks{};
    std::vector<Message> messages{};
    bool operator==(const KeptCalls&) const = default;
};

/// A parked caller of another node, as that has kept it; instants are those of our own clock.
struct Adopted {
    KeptPark park;
    Leg parkee;
    std::string node;     ///< whose it was
    std::string near_ip;  ///< our address towards the parkee, for its RTP
};

}  // namespace layby::calls
