// A ring: outbound legs rung for one purpose, of which the first that answers wins. Plain data, owned by the
// board; signalling thread.
#pragma once
#include <string>
#include <vector>

#include "calls/house/leg.hpp"
#include "calls/plan/dial_plan.hpp"

namespace layby::calls {

struct Ring {
    enum class Purpose : std::uint8_t {
        call,       ///< `waiting` is an unanswered caller
        transfer,   ///< `waiting` was transferred and hears ringback
        ring_back,  ///< the same, back to who transferred it away
        recall,     ///< a step of a lot's ladder
        reminder,   ///< a short ring: somebody still waits
        retrieve,   ///< ordered by a board or program for its user
        fetch,      ///< the other party of a foreign call is called away from it, into the slot of `park`
        tell,       ///< the parker of `park` is told its slot
        ordered,    ///< a user's phone, by order of a board or program: who answers calls `wanted`
    };
    RingId id;
    Purpose purpose{};
    LegId waiting;
    TransferId transfer;
    ParkId park;
    std::uint32_t attempt{};
    std::string lot;  ///< with `slot`: what a reminder or retrieve is about
    SlotNumber slot;

    Party caller;
    std::string shown_name, alert_info, referred_by;
    bool auto_answer{};
    std::vector<Codec> like;
    DeviceId not_on;  ///< the caller's own device
    Party shown;      ///< who is rung, as the caller is shown
    Account payer;    ///< if it leaves by a trunk

    std::vector<LegId> branches;
    std::vector<std::string> trunks_left;
    std::string number;                       ///< what the trunks dial
    Refused best;                             ///< the failure to report if all fail
    int hops{};                               ///< how often it was sent on
    Ends ends{};                              ///< where it goes on if nobody takes it here
    bool said_no{};                           ///< a phone has refused it
    std::string called{};                     ///< the user whose phones ring; empty: no user's own call
    Ends wished{};                            ///< where that user wants calls to go instead
    bool undisturbed{};                       ///< nothing rings: that user is not to be disturbed
    bool despite{};                           ///< it is: it has asked for this ring itself
    std::vector<std::string> forwarded_by{};  ///< users who have sent it on, in this order
    std::string forwarded_why{};              ///< by the last of them, as Diversion says it (RFC 5806)
    std::string group{};                      ///< whose members ring, by its number; empty: no group's
    std::vector<std::string> members_left{};  ///< those who are rung later, in this order
    Duration step{};                          ///< each of them rings so long; zero: no one is rung later
    Instant until{};                          ///< all of it is given up then; zero: its lot's step is
    LegId early;                              ///< the branch whose early media the caller hears
    std::string wanted{};                     ///< ordered: whom its user is to call, as that one would dial
    std::string ordered_by{};                 ///< ordered: who wants it, as the history names that one
    TaskId task{};                            ///< ordered: for this one
    std::string line{};  ///< the phone that others wait for meanwhile (recall_line.hpp); not kept
    Ticket give_up;
    bool operator==(const Ring&) const = default;

    /// It is about a call of that very phone: nobody else takes it, wherever its user's calls go.
    bool is_for_its_phone_alone() const { return purpose == Purpose::fetch || purpose == Purpose::ordered; }
};

inline constexpr int most_hops = 5;

/// Who waits is somebody else: "Recall 701 · Ann Lee" becomes "Recall 701 · Bob Ray".
void rename(Ring& ring, const Party& caller);
/// Takes up a ring; nothing rings before aim().
Ring& open_ring(Board& board, Ring ring);
/// Rings the destination, or whom its user wants called instead. One that can't be rung ends at once in what
/// the purpose does with a failure.
void aim(Board& board, Ring& ring, const Destination& wanted, std::optional<Duration> ring_for = {});
/// Rings all phones of this user. False: there was none to ring.
bool ring_phones(Board& board, Ring& ring, const User& user);
/// Has its deadline then, and no earlier one.
void give_up_at(Board& board, Ring& ring, Instant at);
/// Those that ring stop; the ring goes on.
void end_branches(Board& board, Ring& ring, CancelReason reason, LegId winner = {});
/// A failure; the one that says most is reported if all fail.
void note_failure(Ring& ring, const Refused& why);
/// Rings this one leg, and nobody else in its stead.
void ring_leg(Board& board, Ring& ring, Leg& leg, OutboundCall order, Duration ring_for);
/// Ends all branches but `winner`, and the ring.
void stop_ring(Board& board, Ring& ring, CancelReason reason, LegId winner = {});
/// An outbound leg came to nothing: the next trunk, the redirect, or the ring's failure.
void branch_failed(Board& board, Leg& leg, const Refused& why, const std::string& redirect);
/// All that could be rung has failed, or it rang out.
void ring_failed(Board& board, Ring& ring);

/// What the answer of a branch means for each purpose.
void branch_answered(Board& board, Leg& winner);
/// Nobody answered: what that means for each purpose. The ring is already gone from the table.
void nobody_answered(Board& board, const Ring& ring);

void ring_timed_out(Board& board, RingId id);

}  // namespace layby::calls
