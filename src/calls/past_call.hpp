// A call that has ended, and the steps of calls that were bridged or parked, for whoever remembers them. Told
// at the end of the turn in which they happen. Plain values.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "words/ids.hpp"
#include "words/party.hpp"
#include "words/time.hpp"

namespace layby::calls {

/// One party's call with us, from its first message to its last. What we have placed and nobody has answered
/// is none: it is told of by who wanted it.
struct PastCall {
    LegId leg;
    bool inbound{};
    Party party;
    std::string user;     ///< whose phone; empty: a trunk's party
    std::string trunk;    ///< by whose line; empty: a user's phone
    std::string dialled;  ///< by the party, or by us to reach it; without a PIN
    std::string call_id;  ///< in SIP; empty: not known
    LegId met;            ///< with whom it talked first; none: with nobody
    Duration lasted{};
    std::optional<Duration> answered{};  ///< so long ago; none: it never was
    int status{};                        ///< with which it was refused; 0: it wasn't
    std::string reason{};                ///< of the refusal
    std::string ordered_by{};            ///< who had this phone call there, by an order; empty: its user
    bool operator==(const PastCall&) const = default;
};

/// Something that has happened to a call. What the words mean is said by `who` and `how`.
struct CallStep {
    enum class What : std::uint8_t {
        met,           ///< talks to `who`
        parked,        ///< by `who`, by which way
        park_refused,  ///< wanted by `who`, and why not
        told,          ///< `who` knows the slot, by "voice" or "message"
        not_told,      ///< `who` could not be reached by message
        noticed,       ///< `who`, for whom it is parked, was told so
        reminded,      ///< `who`
        rings,         ///< `who` rings, as "recall", "fallback" or "operator"
        rang_in_vain,  ///< the phone that rang, at once or after a while
        taken,         ///< `who` gets it
        taken_back,    ///< who took it did not confirm: it waits again
        replaced,      ///< this call waits in the place of another one now
        ended,         ///< the park: its outcome; `who` has the caller now
        barred,        ///< a call outside to the number `who` is refused, and why
        to_call_back,  ///< `who` has given up and is to be called back, and why
        message,       ///< it has left one in the box of `who`, and how long it is
    };
    LegId call;   ///< whose step
    ParkId park;  ///< none: it isn't about a parked call
    What what{};
    std::string lot;
    SlotNumber slot;
    std::string who;  ///< a user, else a number, else a name; "anonymous" for who asked for privacy
    std::string how;
    bool operator==(const CallStep&) const = default;
};

/// Two legs that have to do with each other: they talk, one rings for the other, or one parks the other. All
/// that are tied, directly or by others, are what people call one call.
struct Tie {
    LegId one, other;
    bool operator==(const Tie&) const = default;
};

/// "talks", "parked", "told", …: as the history says it.
const char* text_of(CallStep::What what);

}  // namespace layby::calls
