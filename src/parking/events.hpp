// What has happened, in the past tense: everything a lot may be told. Values only.
#pragma once
#include <optional>
#include <string>
#include <variant>

#include "words/ids.hpp"
#include "words/party.hpp"
#include "words/time.hpp"

namespace layby::parking {

/// Who parks: is told the slot and rung on recall.
struct Parker {
    std::string user;  ///< our user's name; empty when a trunk, an IVR or a dial plan parked
    LegId leg;         ///< the leg it still has with us, if any: for the spoken announcement
    Party shown;       ///< how it is shown to others
    /// No user of ours, but reached through this trunk, by its number. Empty: it isn't.
    std::string trunk{};

    bool reachable() const { return !user.empty() || !trunk.empty(); }
    /// Whom to ring or write to: a user or, with a trunk, a number.
    const std::string& target() const { return trunk.empty() ? user : shown.number; }
    bool operator==(const Parker&) const = default;
};

struct Retriever {
    LegId leg;
    std::string user;  ///< empty when it came from a trunk
    Party shown;
    bool operator==(const Retriever&) const = default;
};

// -- parking
// -----------------------------------------------------------------------------------------------------
/// Somebody wants to park; the caller is not moved yet. Answered by GrantSlot or RefusePark, nothing else.
struct SlotAsked {
    ParkId park;
    Parker parker;
    std::optional<SlotNumber> wanted;
    /// Where the same caller was parked before, if it was: given again if nobody has it, even in quarantine.
    std::optional<SlotNumber> previous{};
    /// The user for whom the caller is parked: gets a notice, and is rung first on recall. Empty: nobody.
    std::string for_user{};
};
/// The caller is now ours: it waits in the reserved slot. `announce` says whether the parker's leg can hear
/// us. If the reservation has lapsed meanwhile, a slot is granted again first (another one perhaps), or the
/// park is refused and the caller stays where it was.
struct CallerMoved {
    ParkId park;
    LegId parkee;
    Party caller;
    bool announce{};
};
/// Another stands in the place of the caller who waits, or is being taken: a transfer (RFC 3891). The slot
/// and its deadlines stay. `parker`: who stood there, when nobody else is known to have parked; `told`: it
/// has heard the slot.
struct CallerReplaced {
    ParkId park;
    LegId parkee;
    Party caller;
    std::optional<Parker> parker{};
    bool told{};
};
/// The parker has left its consultation without a transfer (yet): the reservation lapses soon.
struct ConsultationEnded {
    ParkId park;
};
/// The park came to nothing before the caller was moved; the slot is free again at once, without quarantine.
struct ParkGivenUp {
    ParkId park;
};
/// The slot of a reservation can't be had after all: another server has it (`taken`), so another slot is
/// granted, or the park is refused as ever; or nobody can tell, and it is refused. Nothing else was promised
/// before.
struct ReservationLost {
    ParkId park;
    bool taken{};
    std::optional<SlotNumber> wanted;    ///< as it was asked for
    std::optional<SlotNumber> previous;  ///< likewise
};
/// The parker heard the slot to the end.
struct AnnouncementHeard {
    ParkId park;
};
/// The parker hung up before the announcement's end.
struct ParkerLeft {
    ParkId park;
};
/// The parker's phone took (or didn't take) the message that names the slot, or the reminder in its stead.
struct MessageSettled {
    ParkId park;
    bool delivered{};
};

/// The caller, the parker or who takes the caller is somebody else than was known: a transfer in another
/// system.
struct PartyLearned {
    ParkId park;
    LegId leg;  ///< whose
    Party shown;
};

// -- retrieving
// --------------------------------------------------------------------------------------------------
/// Somebody dialled the slot (or pressed its lamp). `expected` names the call it was told about, if it was
/// told.
struct RetrieveAsked {
    Retriever retriever;
    SlotNumber slot;
    std::optional<ParkId> expected;
};
/// The retriever's phone has confirmed the answer (ACK): the call has left the lot.
struct RetrieverConfirmed {
    ParkId park;
    LegId retriever;
};
/// The retriever went away before that: the caller still waits.
struct RetrieverFailed {
    ParkId park;
    LegId retriever;
};

// -- recall
// ------------------------------------------------------------------------------------------------------
struct RingAnswered {
    ParkId park;
    std::uint32_t attempt{};
    Retriever by;
};
/// Busy, declined, unregistered, unreachable: the next step at once. (Ringing out is the lot's own deadline.)
struct RingFailed {
    ParkId park;
    std::uint32_t attempt{};
};
/// The step had to wait, and only rings from now on: it has its whole time.
struct RingBegan {
    ParkId park;
    std::uint32_t attempt{};
};

// -- what the caller chooses, by a key
// -----------------------------------------------------------------------------------------------------
struct OperatorAsked {
    ParkId park;
};
/// It wants to hang up and be called back.
struct CallBackAsked {
    ParkId park;
};
/// What it has said is kept as a message. It may have hung up meanwhile.
struct MessageLeft {
    ParkId park;
};

// -- leaving
// -----------------------------------------------------------------------------------------------------
struct CallerLeft {
    ParkId park;
    bool lost{};  ///< its phone or line is dead, as opposed to a hang-up
};                ///< the parkee is gone
struct ReleaseOrdered {
    SlotNumber slot;
};  ///< an operator ends the call in this slot

// -- what people say about a call that waits
// ------------------------------------------------------------------------------------------------------
struct NoteWritten {
    ParkId park;
    std::string note;  ///< empty: none any more
};
/// It is for this user from now on, who gets a notice and is rung first on recall. Empty: for nobody.
struct CallDestined {
    ParkId park;
    std::string for_user;
};
/// Whatever is to happen to the call happens so much later; phones that ring for it stop.
struct WaitExtended {
    ParkId park;
    Duration by{};
};

using Event = std::variant<SlotAsked, CallerMoved, CallerReplaced, ConsultationEnded, ParkGivenUp,
                           ReservationLost, AnnouncementHeard, ParkerLeft, MessageSettled, PartyLearned,
                           RetrieveAsked, RetrieverConfirmed, RetrieverFailed, RingAnswered, RingFailed,
                           RingBegan, OperatorAsked, CallBackAsked, MessageLeft, CallerLeft, ReleaseOrdered,
                           NoteWritten, CallDestined, WaitExtended>;

}  // namespace layby::parking
