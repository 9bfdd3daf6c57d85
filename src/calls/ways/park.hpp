// A parked call from the switchboard's side: which legs belong to it. The story itself is the lot's. Plain
// data, owned by the board; signalling thread.
#pragma once
#include <string>
#include <vector>

#include "calls/house/leg.hpp"
#include "calls/plan/dial_plan.hpp"
#include "calls/ways/ring.hpp"
#include "parking/effects.hpp"

namespace layby::calls {

struct LotDesk;

/// Who keys wrong PINs again and again has to wait, so that nobody tries them all.
struct PinLock {
    int wrong{};      ///< so many so far
    Instant until{};  ///< nobody is asked before; in the past: when the last wrong one was keyed
    bool operator==(const PinLock&) const = default;
};

struct Park {
    enum class Way : std::uint8_t {
        blind,     ///< REFER to a park or slot number
        attended,  ///< a consultation of the park number, completed by REFER with Replaces
        plain,     ///< a call from a trunk straight to the park number
        declined,  ///< a ringing phone sends the caller to a slot by 302
        code,      ///< a new call to the park code parks the party that its user holds
        asked,     ///< a REFER from outside of the call
        keyed,     ///< the in-call code
        held,      ///< a party was on hold for too long
        foreign,   ///< a REFER about a call that doesn't run through us
        ordered,   ///< by a board or program
    };
    ParkId id;
    std::string lot;
    SlotNumber slot;
    Way way{};
    bool heard{};       ///< the parker has heard the slot in its consultation
    bool overflowed{};  ///< the lot that was asked for is full: `lot` is its sibling
    LegId parkee;       ///< who waits, or is about to
    parking::Parker parker;
    Party caller;          ///< empty until it was moved
    Instant granted;       ///< when the slot was granted
    LegId asker;           ///< the leg that asked: transferor, consultation; kept when it has ended
    ReferralId referral;   ///< asked, foreign
    LegId main;            ///< code: the parker's leg that held the parkee
    bool say_who{};        ///< the parker held several: it is told whom it has parked
    bool say_slot{};       ///< plain: its parkee may only consult, and hears the slot before the music
    RingId telling;        ///< the parker's phone, behind a trunk, rings to be told the slot
    bool called{};         ///< so it is told by that call
    std::string for_user;  ///< for whom; empty: nobody in particular
    std::string whose;     ///< whose retrieve code has it: for_user, else the parker
    RingId recall, reminder;
    std::vector<RingId> ordered;  ///< users rung by order of a board or program
    std::string music;
    std::string pin;  ///< its own, hashed, before the lot's; empty: none. Never logged
    PinLock pin_lock;
    bool operator==(const Park&) const = default;
};

/// "transfer", "consultation", …: for the log and the history.
const char* text_of(Park::Way way);

// -- ways to park
void park_blindly(Board& board, Leg& transferor, Leg& parkee, const ToLot& where);
void consult_lot(Board& board, Leg& leg, const ToLot& where);
void park_plainly(Board& board, Leg& leg, const ToLot& where, const CallArrived& call);
void park_declined(Board& board, RingId ring, Leg& caller, const std::string& user, const ToLot& where);
/// The park code: parks the latest call that the user holds.
void park_held_call(Board& board, Leg& leg, const ToLot& where);
/// The in-call code, a hold that has become too long, or an order.
void park_partner(Board& board, Leg& parker, Park::Way way, const ToLot& where);
/// REFER with Replaces completes a consultation: it came on the parker's main call and named the
/// consultation, or the other way round.
void park_attended(Board& board, Leg& referrer, Leg& main, Leg& parkee, Park& park);
/// The consultation that a leg is, or was until a moment ago.
Park* consultation_of(Board& board, LegId leg);

// -- the lots
void tell(Board& board, const std::string& lot, parking::Event event);  ///< within this turn
void settle(Board& board);                                              ///< tells all that is to be told
void expire_lots(Board& board);
void reschedule(Board& board, const std::string& lot, LotDesk& desk);  ///< its next deadline may be another
void forget(Board& board, ParkId id);
/// It goes on at another node: nobody here has to do with it any more, and nothing has ended.
void hand_over(Board& board, const Park& park);

// -- telling the slot
void announce(Board& board, Leg& leg, const Park& park);
/// A consultation with a delayed offer can hear the slot from the ACK on.
void sound_consultation(Board& board, Leg& leg);
void sound_announcement(Board& board, Leg& leg);
void say_refusal(Board& board, Leg& leg);
/// Says something on a leg; ends in PromptEnded, or in leg_timed_out() if that never comes.
void say(Board& board, Leg& leg, const Phrase& phrase);
void leg_timed_out(Board& board, LegId id);

// -- a leg of it hung up, or its peer is lost
void parkee_gone(Board& board, Leg& leg, bool lost);
void consultation_gone(Board& board, Leg& leg);
void announcing_gone(Board& board, Leg& leg);

// -- retrieving
bool may_retrieve(const Board& board, const Leg& leg);
void retrieve(Board& board, Leg& leg, const ToSlot& where, ParkId expected = {});
void retrieve_parked_for(Board& board, Leg& leg, const FromParkedFor& where);
/// Whether a call to there would find somebody.
bool somebody_waits(const Board& board, const Destination& to);
void retrieve_longest(Board& board, Leg& leg, const FromLot& where);
/// The retriever's ACK, or what stands for it: the call has left the lot.
void confirm_retrieval(Board& board, Leg& leg);
void retriever_gone(Board& board, Leg& leg);
/// The caller hung up or is lost while its retriever wasn't confirmed yet.
void parkee_taken_away(Board& board, Leg& leg, bool lost);

// What the call came to that is to tell a parker behind a trunk its slot.
void parker_answered(Board& board, const Ring& ring, Leg& leg);
void parker_unreached(Board& board, const Ring& ring);

/// Phones that ring for the caller by order or to remind, or for its parker to be told. Those of a recall are
/// the lot's to stop.
void stop_ringing_for(Board& board, const Park& park, CancelReason reason);

// What the ring of a recall came to.
void recall_answered(Board& board, const Ring& ring, Leg& leg);
void recall_failed(Board& board, const Ring& ring);

}  // namespace layby::calls
