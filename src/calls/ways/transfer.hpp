// Transfers outside parking (RFC 3515, 3891, 5589): somebody hands the party it talks to over to another.
// Plain data, owned by the board; signalling thread.
#pragma once
#include <string>

#include "calls/house/leg.hpp"
#include "calls/plan/dial_plan.hpp"
#include "calls/ways/ring.hpp"

namespace layby::calls {

/// A park was refused and the parker's phone hung up all the same: no transfer, but a caller to be rung for.
struct Rescue {
    std::string lot;  ///< that refused
    Instant since;
    bool operator==(const Rescue&) const = default;
};

struct Transfer {
    TransferId id;
    LegId transferor;  ///< none once it has hung up
    LegId transferee;
    std::string user;  ///< the transferor's, rung back if nobody answers and it has hung up
    int rung_back{};
    Ticket again;
    std::optional<Rescue> rescue;
    bool operator==(const Transfer&) const = default;
};

void transfer_blindly(Board& board, Leg& transferor, Leg& transferee, const Destination& to);
/// The same, wanted by a board: the transferor is told nothing, and talks again if nobody answers.
void transfer_by_order(Board& board, Leg& transferor, Leg& transferee, const Destination& to,
                       const Account& payer);
/// The two partners of two legs of one party talk from now on.
void transfer_attended(Board& board, Leg& transferor, Leg& other);
/// An INVITE with Replaces: the new call takes the place of a leg (RFC 3891).
void take_place(Board& board, Leg& newcomer, const CallArrived& call);
/// The pickup code and a user: the new call gets what rings there.
void pick_up_ringing(Board& board, Leg& newcomer, const FromRinging& where);

// What the ring of a transfer came to.
void transfer_answered(Board& board, const Ring& ring, Leg& target);
void transfer_failed(Board& board, const Ring& ring);
void ring_back_failed(Board& board, const Ring& ring);
void ring_back_again(Board& board, TransferId id);

// One of the two hung up meanwhile.
void transferee_gone(Board& board, Leg& leg);
void transferor_gone(Board& board, Leg& leg);

}  // namespace layby::calls
