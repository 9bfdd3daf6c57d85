// What must be done, in the imperative: everything a lot may ask for. Values only; the switchboard carries
// them out in order. Comparable, so that a test states them as a list.
#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "parking/events.hpp"
#include "parking/rules.hpp"
#include "words/ids.hpp"
#include "words/media_description.hpp"
#include "words/party.hpp"

namespace layby::parking {

enum class Refusal {
    lot_full,      ///< 486
    slot_taken,    ///< 486, `holder` says by whom
    no_such_slot,  ///< 404
    slot_empty,    ///< 404
    being_taken,   ///< 480, `holder` says by whom
    another_call,  ///< 480: the slot holds another call than the one the retriever was told about
    quarantined,   ///< 486: the wanted slot was released a moment ago
    closed,        ///< 503: the lot takes nobody for now
};

enum class Outcome {
    retrieved,
    recalled,
    fell_back,
    abandoned,
    forced,
    failed,
    given_up,
    to_operator,   ///< the caller asked for the operator, who answered
    to_call_back,  ///< the caller asked to be called back
    message,       ///< the caller has left a message
};

/// Why a phone rings for a parked call.
enum class RingReason {
    recall,
    fallback,
    asked_for,  ///< the caller wants the operator
};

/// What a caller who has chosen hears.
enum class Reply {
    operator_rings,
    nobody_answers,  ///< it keeps its slot
    call_back,       ///< it is called back; the call ends with that
    message_left,    ///< and so does this one
};

/// The slot is reserved. Once per park, and again when the caller was moved after the reservation had lapsed.
/// Each grant has exactly one Ended.
struct GrantSlot {
    ParkId park;
    SlotNumber slot;
    bool operator==(const GrantSlot&) const = default;
};
struct RefusePark {
    ParkId park;
    Refusal why{};
    Party holder;
    bool operator==(const RefusePark&) const = default;
};
struct PlayMusic {
    ParkId park;
    LegId parkee;
    std::string music;
    bool operator==(const PlayMusic&) const = default;
};
/// Speak the slot on the parker's own leg; ends in AnnouncementHeard or ParkerLeft.
struct Announce {
    ParkId park;
    LegId parker;
    SlotNumber slot;
    bool operator==(const Announce&) const = default;
};
/// "Parked: Ann Lee, slot 701" to the parker's devices; ends in MessageSettled. With a trunk, `user` is the
/// number that is reached through it.
struct SendMessage {
    ParkId park;
    std::string user;
    SlotNumber slot;
    Party caller;
    std::string trunk{};
    bool operator==(const SendMessage&) const = default;
};
/// "Parked for you: Ann Lee, slot 701" to the devices of the user for whom the call is parked. Nobody waits
/// for what becomes of it.
struct SendNotice {
    ParkId park;
    std::string user;
    SlotNumber slot;
    Party caller;
    bool operator==(const SendNotice&) const = default;
};
/// The parker's phone nudges its user: at the reminder time, and at once when the message was not delivered.
/// With a trunk, `user` is the number that is reached through it.
struct Remind {
    ParkId park;
    std::string user;
    SlotNumber slot;
    Party caller;
    std::string trunk{};
    bool operator==(const Remind&) const = default;
};
/// Ring this step; ends in RingAnswered or RingFailed with the same attempt, or is stopped by StopRinging.
struct Ring {
    ParkId park;
    std::uint32_t attempt{};
    RingReason reason{};
    Step step;  ///< step.who is never `parker` with an empty target: the parker is filled in
    SlotNumber slot;
    Party caller;
    bool operator==(const Ring&) const = default;
};
struct StopRinging {
    ParkId park;
    std::uint32_t attempt{};
    bool completed_elsewhere{};  ///< CANCEL with Reason, so that the phone logs no missed call; not if it
                                 ///< rang out
    bool operator==(const StopRinging&) const = default;
};
/// Answer the retriever (if it isn't answered yet) and let both hear each other; ends in RetrieverConfirmed
/// or RetrieverFailed.
struct Connect {
    ParkId park;
    LegId parkee;
    Retriever retriever;
    Party caller;
    SlotNumber slot;
    bool operator==(const Connect&) const = default;
};
struct RefuseRetrieve {
    LegId retriever;
    Refusal why{};
    Party holder;
    SlotNumber slot;
    bool operator==(const RefuseRetrieve&) const = default;
};
/// A leg that answered too late, or whose caller is gone: `winner` has the caller; empty when nobody has.
struct Dismiss {
    LegId leg;
    Party winner;
    bool operator==(const Dismiss&) const = default;
};
/// The caller has chosen. With Reply::call_back and Reply::message_left it has left its slot, and our BYE
/// follows what it hears.
struct ReplyToCaller {
    ParkId park;
    LegId parkee;
    Reply reply{};
    bool operator==(const ReplyToCaller&) const = default;
};
struct HangUpCaller {
    ParkId park;
    LegId parkee;
    bool operator==(const HangUpCaller&) const = default;
};
/// The slot's life has ended; for history, lamps and boards. `by` is who has the caller now, if anybody.
struct Ended {
    ParkId park;
    SlotNumber slot;
    Outcome outcome{};
    Party by;
    bool operator==(const Ended&) const = default;
};

using Effect =
    std::variant<GrantSlot, RefusePark, PlayMusic, Announce, SendMessage, SendNotice, Remind, Ring,
                 StopRinging, Connect, RefuseRetrieve, Dismiss, ReplyToCaller, HangUpCaller, Ended>;
using Effects = std::vector<Effect>;

}  // namespace layby::parking
