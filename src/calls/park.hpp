// A parked call from the switchboard's side: which legs belong to it. The story itself is the lot's. Plain
// data, owned by the board; signalling thread.
#pragma once
#include <string>

#include "calls/dial_plan.hpp"
#include "calls/leg.hpp"
#include "calls/ring.hpp"
#include "parking/effects.hpp"

namespace layby::calls {

struct Park {
    enum class Way : std::uint8_t {
        blind,     ///< REFER to a park or slot number
        attended,  ///< a consultation of the park number, completed by REFER with Replaces
        plain,     ///< a call from a trunk straight to the park number
        declined,  ///< a ringing phone sends the caller to a slot by 302
    };
    ParkId id;
    std::string lot;
    SlotNumber slot;
    Way way{};
    bool heard{};  ///< the parker has heard the slot in its consultation
    LegId parkee;  ///< who waits, or is about to
    parking::Parker parker;
    Party caller;     ///< empty until it was moved
    Instant granted;  ///< when the slot was granted
    LegId asker;      ///< the leg that asked: transferor, consultation; kept when it has ended
    RingId recall, reminder;
    std::string music;
};

// -- ways to park
void park_blindly(Board& board, Leg& transferor, Leg& parkee, const ToLot& where);
void consult_lot(Board& board, Leg& leg, const ToLot& where);
void park_plainly(Board& board, Leg& leg, const ToLot& where);
void park_declined(Board& board, RingId ring, Leg& caller, const std::string& user, const ToLot& where);
/// REFER with Replaces completes a consultation: it came on the parker's main call and named the
/// consultation, or the other way round.
void park_attended(Board& board, Leg& referrer, Leg& main, Leg& parkee, Park& park);
/// The consultation that a leg is, or was until a moment ago.
Park* consultation_of(Board& board, LegId leg);

// -- the lots
void tell(Board& board, const std::string& lot, parking::Event event);  ///< within this turn
void settle(Board& board);                                              ///< tells all that is to be told
void expire_lots(Board& board);
void forget(Board& board, ParkId id);

// -- telling the slot
void announce(Board& board, Leg& leg, const Park& park);
/// A consultation with a delayed offer can hear the slot from the ACK on.
void sound_consultation(Board& board, Leg& leg);
void say_refusal(Board& board, Leg& leg);
void leg_timed_out(Board& board, LegId id);

// -- a leg of it hung up
void parkee_gone(Board& board, Leg& leg);
void consultation_gone(Board& board, Leg& leg);
void announcing_gone(Board& board, Leg& leg);

// -- retrieving
void retrieve(Board& board, Leg& leg, const ToSlot& where, ParkId expected = {});
/// The retriever's ACK, or what stands for it: the call has left the lot.
void confirm_retrieval(Board& board, Leg& leg);
void retriever_gone(Board& board, Leg& leg);
/// The caller hung up while its retriever wasn't confirmed yet.
void parkee_taken_away(Board& board, Leg& leg);

// What the ring of a recall came to.
void recall_answered(Board& board, const Ring& ring, Leg& leg);
void recall_failed(Board& board, const Ring& ring);

}  // namespace layby::calls
